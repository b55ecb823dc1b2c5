/**
 * The filter. It only hides and shows what the page already says, reads no markup and writes text alone. Without it the
 * form stays hidden and everything is there to read.
 */
export const script = `
(() => {
  'use strict';
  const form = document.getElementById('filter');
  if (!form) return;
  const shown = document.getElementById('shown');
  const template = shown.dataset.template;
  const items = [...document.querySelectorAll('#items > li')].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    verdict: element.dataset.verdict,
    checks: element.dataset.checks.split(' '),
  }));
  const apply = () => {
    const words = form.elements.words.value.toLowerCase().split(' ').filter(Boolean);
    const verdict = form.elements.verdict.value;
    const check = form.elements.check.value;
    let count = 0;
    for (const item of items) {
      const fits = (!verdict || item.verdict === verdict) && (!check || item.checks.includes(check)) &&
        words.every((word) => item.text.includes(word));
      item.element.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = template.replace('#', String(count));
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  apply();
})();
`;
