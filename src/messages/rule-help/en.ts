import type { RuleHelpMessages } from './rule-help-messages.ts';

export const ruleHelp: RuleHelpMessages = {
  revoke: {
    'access-key':
      'Deactivate the access key: IAM console, Users, the user, Security credentials, Actions, Deactivate. Until then it works, even if the commit is deleted.',
    session:
      'Revoke the sessions of its role: IAM console, Roles, the role, Revoke sessions. Do not wait until the key expires.',
    'service-credential':
      'Deactivate it: IAM console, Users, the user, Security credentials. Deactivating the access keys of the user is not enough.',
    signed:
      'Deactivate the access key, or revoke the sessions of the role, that created it. Or wait until it expires.',
    'sign-in':
      'End the session: IAM Identity Center, Users, the user, Active sessions. For an AWS Builder ID: change the password and end all sessions.',
    kiro: 'Revoke it in the Kiro portal, API keys.',
    smtp: 'Deactivate the access key whose ID is its user name. This also invalidates the password.',
    appsync: 'Delete it: AWS AppSync console, the API, Settings, API keys.',
    password: 'Change or delete the password: IAM console, Users, the user, Security credentials.',
    'private-key':
      'EC2, Lightsail: remove its public key from `authorized_keys` on every instance. CloudFront: remove it from the key group. IoT: deactivate the certificate.',
    mws: 'Nothing to revoke: Amazon shut down MWS.',
  },
  title: {
    first: 'First: revoke it',
    remove: 'Then: remove it from the commits',
    allow: 'Not a real credential?',
    more: 'Documentation',
  },
  guide: 'All steps, including how to find out whether it was used:',
  remove:
    'A new commit that deletes it is not enough, because the history keeps it. The report of `npx keyward scan` prints the commands.',
  allow:
    'Allow this one value. Its fingerprint (kw1_…) is at the end of the message; the reason is for your colleagues:',
};
