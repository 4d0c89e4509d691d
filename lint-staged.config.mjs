export default { '*.{ts,mjs,json}': 'oxfmt --no-error-on-unmatched-pattern' };
