import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { rowOf } from './cell-place.ts';

/** Exif orientations from here on exchange width and height. */
const FIRST_TURNED = 5;

/** Of pictures; array/shape-mismatch asks it of arrays. */
export default defineCheck({
  id: 'label/mask-size',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Mask of another size than its image', zh: '掩码与图像大小不同' },
  why: {
    en: 'A mask gives each pixel of its image a class. Of another width or height it belongs to another image, or to one that was cropped or resized: training stops, or resizes it and learns from borders that are not there.',
    zh: '掩码为图像的每个像素给出类别。若宽或高不同，则它属于另一幅图像，或属于裁剪、缩放过的图像：训练会中止，或将其缩放后从不存在的边界学习。',
  },
  remedy: {
    en: 'Find the mask that belongs to the image, or make it again from the image as it is; leave the row out until then.',
    zh: '找到属于该图像的掩码，或按现有图像重新生成；在此之前去掉该行。',
  },
  needs: [
    { role: 'any', facet: 'annotations' },
    { role: 'image', facet: 'header' },
    { role: 'any', facet: 'labelArray' },
  ],
  annotationsFor: 'place',
  codes: {
    size: {
      severity: 'error',
      verdict: 'bad',
      en: 'the mask is {maskWidth:raw} × {maskHeight:raw}, the image {width:raw} × {height:raw}',
      zh: '掩码为 {maskWidth:raw} × {maskHeight:raw}，图像为 {width:raw} × {height:raw}',
    },
    turned: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'the mask is {maskWidth:raw} × {maskHeight:raw}, the image {width:raw} × {height:raw}: as large only where readers apply the image’s Exif orientation {orientation:raw}',
      zh: '掩码为 {maskWidth:raw} × {maskHeight:raw}，图像为 {width:raw} × {height:raw}：仅当读取程序应用图像的 Exif 方向 {orientation:raw} 时大小一致',
    },
    shape: {
      severity: 'error',
      verdict: 'bad',
      en: 'the mask is an array of the shape ({shape:raw}): no plane of {width:raw} × {height:raw}',
      zh: '掩码是形状为（{shape:raw}）的数组，而不是 {width:raw} × {height:raw} 的平面',
    },
  },
  options: z.object({}),
  *inspect({ annotations, header: { width, height, orientation }, labelArray }) {
    const { shape } = labelArray.header;
    const at = rowOf(annotations);
    // (1, H, W) as frameworks write planes; colors, if any, stand behind.
    const sides = shape.length === 3 && shape[0] === 1 ? shape.slice(1) : shape;
    const [maskHeight, maskWidth] = sides;
    if (maskHeight === undefined || maskWidth === undefined) {
      yield { code: 'shape', at, data: { shape: shape.join(', '), width, height } };
      return;
    }
    if (maskHeight === height && maskWidth === width) return;
    const sizes = { maskWidth, maskHeight, width, height, orientation };
    const isTurned = orientation >= FIRST_TURNED && maskHeight === width && maskWidth === height;
    const data = { ...sizes, value: `${maskWidth} x ${maskHeight}`, expected: `${width} x ${height}` };
    yield { code: isTurned ? 'turned' : 'size', at, data };
  },
});
