import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { substituteIn } from '../substitute.ts';

export default defineCheck({
  id: 'file/error-page',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Error page instead of the file', zh: '错误页面冒充文件' },
  why: {
    en: 'A download that failed politely: the server, a proxy or the login page of a network sent text, and it was saved under the name of the picture. It usually comes in numbers, one for each link that died.',
    zh: '下载“正常地”失败了：服务器、代理或网络登录页返回了文本，并以图像的名字保存下来。这类文件通常成批出现，每个失效链接一个。',
  },
  remedy: {
    en: 'Fetch the files again, this time checking the status and the content type of each answer.',
    zh: '重新下载这些文件，并检查每个响应的状态码和内容类型。',
  },
  needs: [{ role: 'any', facet: 'bytes' }],
  codes: {
    page: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{page} text instead of the file; it says: “{says}”',
      zh: '文件内容实为 {page} 文本，其内容为：“{says}”',
    },
  },
  options: z.object({}),
  *inspect({ bytes }) {
    const found = substituteIn(bytes);
    if (found?.kind === 'page') yield { code: 'page', data: { page: found.page, says: found.says } };
  },
});
