import type { Step } from '../step.ts';

/** Prevents the next leak. */
export const PREVENT_STEPS: readonly Step[] = [
  {
    id: 'mfa',
    commands: () => ['aws iam get-account-summary --query SummaryMap.AccountMFAEnabled --output text'],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html'],
  },
  {
    id: 'root-keys',
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html'],
  },
  {
    id: 'short-lived',
    links: [
      'https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
    ],
  },
  {
    id: 'budget',
    links: [
      'https://console.aws.amazon.com/costmanagement/home#/budgets',
      'https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html',
    ],
  },
  { id: 'hook', commands: (_now, runner) => [`${runner} init`] },
];
