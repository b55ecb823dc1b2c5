import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { deviations, MAJORITY, MAJORITY_OPTIONS, type Trait } from './traits.ts';

const TRAIT: Trait = { table: 'measures_image_color_profile', unmeasured: 'sRGB' };
const UNNAMED = '(unnamed)';

/** sRGB goes by many names: Microsoft's and HP's, libpng's, GIMP's, Ghostscript's, and the shortened ones of Facebook and others. */
const SRGB = /^(?:c2|u?rgb)$|srgb|61966-?2[-.]1/i;
const NOT_SRGB = /linear|scrgb|esrgb|gray|grey/i;

const nameOf = (profile: string | undefined): string => {
  if (profile === undefined) return TRAIT.unmeasured;
  if (SRGB.test(profile) && !NOT_SRGB.test(profile)) return TRAIT.unmeasured;
  return oneLine(profile) || UNNAMED;
};

export default defineCheck({
  id: 'image/color-profile',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Color profile other than the rest', zh: '颜色配置文件与其他图像不同' },
  why: {
    en: 'Training reads numbers and ignores the profile that says which colors they mean. The same red is another number in Adobe RGB or Display P3 than in sRGB: a shift in color that comes with the camera, the phone or the program, and that a network may learn instead of the class.',
    zh: '训练只读取数值，忽略说明其颜色含义的配置文件。同一种红色在 Adobe RGB 或 Display P3 中的数值与 sRGB 不同：这种随相机、手机或软件而来的色偏，可能被网络当作类别特征学去。',
  },
  remedy: {
    en: 'Convert to sRGB before training where color matters (Pillow: ImageCms.profileToProfile). If one profile is owed, say so by its name: image/color-profile: {expected: sRGB}.',
    zh: '若颜色重要，训练前统一转换为 sRGB（Pillow：ImageCms.profileToProfile）。若必须为某一配置文件，请按名称配置 image/color-profile: {expected: sRGB}。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    minority: {
      severity: 'note',
      verdict: 'ok',
      en: '{count} of {total} images have the color profile “{value}”, most have “{usual}” (for example {example})',
      zh: '{total} 个图像中有 {count} 个的颜色配置文件为“{value}”，多数为“{usual}”（例如 {example}）',
    },
    unexpected: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} of {total} images have the color profile “{value}”, not “{usual}” (for example {example})',
      zh: '{total} 个图像中有 {count} 个的颜色配置文件为“{value}”，而非“{usual}”（例如 {example}）',
    },
    mixed: {
      severity: 'note',
      verdict: 'ok',
      en: 'the {total} images have several color profiles: {shares}',
      zh: '{total} 个图像具有多种颜色配置文件：{shares}',
    },
  },
  options: z.object({
    expected: z.string().min(1).max(128).default(MAJORITY).meta({
      description: 'name of the profile that all images must have; sRGB is also what images without a profile count as',
      zh: '所有图像应有的颜色配置文件名称；无配置文件的图像按 sRGB 计',
    }),
    ...MAJORITY_OPTIONS,
  }),
  columns: { value: 'VARCHAR' },
  measure({ header }) {
    const value = nameOf(header.profile);
    return value === TRAIT.unmeasured ? undefined : { value };
  },
  holdsFor: 'examined',
  conclude: (data, options) => deviations(data, TRAIT, options, (kind) => kind),
});
