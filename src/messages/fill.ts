export type Lang = 'en' | 'zh';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 1536 -> '1.5 KiB'. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
};

/** 12345.678 -> '12,345.68'; integers keep every digit. The same in every locale. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e15)) return value.toPrecision(4);
  const [whole = '0', fraction] = (
    Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
  ).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

const show = (value: unknown, format: string | undefined): string => {
  if (typeof value === 'number') {
    if (format === '%') return `${Number((value * 100).toPrecision(3))} %`;
    if (format === 'B') return formatBytes(value);
    if (format === 'raw') return String(value);
    return formatNumber(value);
  }
  if (Array.isArray(value)) return value.map((item) => show(item, format)).join(', ');
  return value === null || value === undefined ? '–' : String(value);
};

/** The names of a template's blanks. */
export const blanks = (template: string): readonly string[] =>
  [...template.matchAll(/\{(\w+)(?::[^}]*)?\}/g)].map((match) => match[1]!);

/**
 * Fills `{name}`, `{share:%}` (0.25 -> 25 %), `{size:B}` (bytes) and `{year:raw}` (no grouping) from `data`.
 * The answer is plain text: whoever shows it escapes it for its own medium.
 */
export const fill = (template: string, data: Readonly<Record<string, unknown>>): string =>
  template.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name: string, format: string | undefined) =>
    show(data[name], format),
  );
