import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { ParsedNumber } from '../../model/facets.ts';
import { TARGET_FORMS, type TargetForm } from '../../model/target-columns.ts';
import { rowOf } from '../label/cell-place.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const boxOf = (form: TargetForm, [a, b, c, d]: readonly [number, number, number, number]): Box => {
  if (form === 'box-xyxy') return { left: a, top: b, right: c, bottom: d };
  if (form === 'box-xywh') return { left: a, top: b, right: a + c, bottom: b + d };
  return { left: a - c / 2, top: b - d / 2, right: a + c / 2, bottom: b + d / 2 };
};

/** The values of all columns; undefined where one has none, which `target/not-finite` tells. */
const valuesOf = (columns: readonly string[], cells: Readonly<Record<string, ParsedNumber>>) => {
  const values = columns.map((column) => {
    const cell = cells[column];
    return cell?.kind === 'number' ? cell.value : Number.NaN;
  });
  return values.every(Number.isFinite) ? values : undefined;
};

/** By how many pixels the farthest of some places lies beyond the picture's edge; 0 and less: none does. */
const beyond = (xs: readonly number[], ys: readonly number[], width: number, height: number): number =>
  Math.max(...xs.flatMap((x) => [-x, x - width]), ...ys.flatMap((y) => [-y, y - height]));

/** Points that somebody set: a visibility of 0 says that there is none. */
const pointsOf = (values: readonly number[]) => {
  const points: { x: number; y: number }[] = [];
  for (let at = 0; at < values.length; at += 3) {
    if (values[at + 2] !== 0) points.push({ x: values[at]!, y: values[at + 1]! });
  }
  return points;
};

export default defineCheck({
  id: 'target/box-outside',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Box or keypoint is not in its picture', zh: '框或关键点不在图像内' },
  why: {
    en: 'A box without area divides by 0 or takes the logarithm of 0 in most box losses, and the loss becomes NaN. One outside of its picture teaches what nobody can see: width and height were swapped, the picture was resized after it was annotated, or the box belongs to another file.',
    zh: '面积为 0 的框会使多数框损失函数除以 0 或对 0 取对数，损失变成 NaN。超出图像的框则教网络学习看不见的内容：可能是宽高颠倒、标注后图像被缩放，或框属于其他文件。',
  },
  remedy: {
    en: 'Correct the row or leave it out. A row of zeros alone is taken for “no object” and not reported. When all rows are said to lie within one pixel they were divided by the size already: normalize these columns with none.',
    zh: '改正或去掉该行。全为 0 的行视为“没有目标”，不报告。若所有行都报告“位于一个像素之内”，说明坐标已除以图像尺寸：请对这些列使用 none。',
  },
  needs: [
    { role: 'any', facet: 'annotations' },
    { role: 'image', facet: 'header' },
  ],
  codes: {
    outside: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{target} reaches {pixels} px beyond the edge of its picture of {width:raw} × {height:raw}: {values}',
      zh: '{target} 超出图像（{width:raw} × {height:raw}）边缘 {pixels} 像素：{values}',
    },
    'no-area': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{target} has no area: {values}',
      zh: '{target} 没有面积：{values}',
    },
    'one-pixel': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{target} lies within one pixel of a picture of {width:raw} × {height:raw}: {values}; it may be divided by the size already',
      zh: '{target} 位于图像（{width:raw} × {height:raw}）的一个像素之内：{values}；坐标可能已除以图像尺寸',
    },
  },
  options: z.object({
    tolerance: z.number().min(0).max(1e6).default(1).meta({
      description: 'pixels beyond the edge that are no finding: rounding, and counting from 1',
      zh: '超出边缘多少像素以内不报告：允许取整误差和从 1 开始计数',
    }),
    boxes: z
      .array(
        z.strictObject({
          name: z.string(),
          form: z.enum(TARGET_FORMS),
          columns: z.array(z.string()),
        }),
      )
      .default([])
      .meta({
        description: 'boxes and keypoints among the targets; a run sets it from --target',
        zh: '回归目标中的框和关键点；由 --target 设定',
      }),
  }),
  *inspect({ annotations, header }, { tolerance, boxes }) {
    const { width, height } = header;
    for (const { name, form, columns } of boxes) {
      const values = valuesOf(columns, annotations.targets);
      // Zeros alone are how a fixed row says that there is no object.
      if (values === undefined || values.every((value) => value === 0)) continue;
      const data = { target: name, values, width, height };
      const draft = { at: { ...rowOf(annotations), field: columns[0]! } };
      const points = form === 'keypoints' ? pointsOf(values) : undefined;
      const box = points === undefined ? boxOf(form, values as [number, number, number, number]) : undefined;
      if (box !== undefined && (box.right <= box.left || box.bottom <= box.top)) {
        yield { code: 'no-area', ...draft, data };
        continue;
      }
      const xs = box === undefined ? points!.map(({ x }) => x) : [box.left, box.right];
      const ys = box === undefined ? points!.map(({ y }) => y) : [box.top, box.bottom];
      const pixels = beyond(xs, ys, width, height);
      const isInOnePixel = [...xs, ...ys].every((place) => place >= 0 && place <= 1) && Math.min(width, height) > 1;
      if (pixels > tolerance) yield { code: 'outside', ...draft, data: { ...data, pixels } };
      else if (isInOnePixel && xs.length > 1) yield { code: 'one-pixel', ...draft, data };
    }
  },
});
