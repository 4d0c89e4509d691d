import { isLongTerm } from '../key.ts';
import type { Step } from '../step.ts';

/** Contacts AWS, and cleans up. */
export const REPORT_STEPS: readonly Step[] = [
  {
    id: 'support',
    links: [
      'https://console.aws.amazon.com/support/home#/case/create',
      'https://docs.aws.amazon.com/signin/latest/userguide/troubleshooting-sign-in-issues.html',
    ],
  },
  { id: 'forgiveness' },
  {
    id: 'history',
    links: [
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
    ],
  },
  {
    id: 'delete',
    commands: () => [
      'aws iam delete-access-key --access-key-id "$KEY" --user-name "$OWNER"',
      'aws iam detach-user-policy --user-name "$OWNER" --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    ],
    fits: isLongTerm,
  },
];
