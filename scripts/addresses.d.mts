/** The addresses of the project. */
export interface Addresses {
  readonly page: string;
  readonly fields: {
    readonly repository: { readonly type: 'git'; readonly url: string };
    readonly bugs: { readonly url: string };
    readonly homepage: string;
  };
}

export function addressesOf(manifest: {
  readonly repository?: string | { readonly url?: string };
}): Addresses | undefined;
