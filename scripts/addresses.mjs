/**
 * Returns the addresses of the project: `page`, where people read it, and the `fields` of package.json. All of them follow from
 * `repository` in package.json, which the owner sets before the first release: `npm pkg set repository=https://HOST/OWNER/NAME`.
 *
 * @returns undefined while that is missing, and if it is no such address
 */
export function addressesOf({ repository }) {
  const text = typeof repository === 'string' ? repository : (repository?.url ?? '');
  const page = text.replace(/^git\+/, '').replace(/(?:\.git)?\/?$/, '');
  if (!/^https:\/\/[^\s/@?#]+(?:\/[^\s/@?#]+){2,}$/.test(page)) return undefined;
  return {
    page,
    fields: {
      repository: { type: 'git', url: `git+${page}.git` },
      bugs: { url: `${page}/issues` },
      homepage: `${page}#readme`,
    },
  };
}
