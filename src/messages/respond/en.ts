import type { ResponseMessages } from './respond-messages.ts';

export const response: ResponseMessages = {
  title: 'An AWS key has leaked. Do this, from top to bottom.',
  checked: (date) => `Commands and addresses were checked against AWS's documentation on ${date}.`,
  offline: 'keyward does not contact AWS, and never asks for the secret. You run the commands.',
  noKey: 'No key id was given. With it the guide leaves out what does not fit: npx keyward respond KEY-ID',
  known: (shown) => `What the id ${shown} tells by itself`,
  lifetime: {
    'long-term': 'A long-term key (AKIA): it works until somebody deactivates it.',
    temporary: 'A temporary key (ASIA): it ends by itself, after 36 hours at most. Do not wait for that.',
  },
  account: (id) => `AWS account ${id}. Its IAM users sign in at https://${id}.signin.aws.amazon.com/console`,
  noAccount: 'The account: not in this id. Ids from before 2019 hold none.',
  canary:
    'It belongs to an account known for canary tokens: bait. Nothing of yours is in danger, but whoever uses or tests it is reported to its owner. Tell whoever put it there.',
  unknown:
    "Cannot be known offline: whether it is the root user's or an IAM user's, whether it is active, what it may do. The steps find out.",
  phases: {
    stop: 'Stop it: the first ten minutes',
    remove: 'Remove what was started with it: it costs by the hour',
    trace: 'Find out what was done with it',
    report: 'Tell AWS, and tidy up',
    prevent: 'So that it does not happen again',
  },
  steps: {
    terminal: {
      title: 'Open a terminal that does not use the leaked key',
      lines: [
        'Quickest: AWS CloudShell, in the browser. It has the aws command and uses your own sign-in.',
        'Sign in as another administrator, or as the root user. Not as the user whose key leaked.',
        'Paste the command and press Enter. Then paste the key id, never the secret, and press Enter.',
        'Do it again in every new terminal: the commands below read $KEY.',
        'They are for sh: CloudShell, macOS, Linux, Git Bash.',
      ],
    },
    others: {
      title: 'Something other than an access key leaked? End it like this',
      lines: ['Replace the words in capitals in the commands. None of them takes the secret itself.'],
    },
    account: {
      title: 'Whose account is it?',
      lines: ['Go on only if it is yours. If it is not, tell its owner.'],
    },
    deactivate: {
      title: 'Deactivate the key (AKIA)',
      lines: [
        'The first command shows the user who owns it. The second switches the key off.',
        'Do not delete it yet. Inactive stops it just as well, and can be undone if something of yours breaks.',
        'No user is shown, or the second command fails? It may be the root user\'s key: see "Is it the root user\'s key?" below.',
        'In the console: IAM, paste the key id into the search field, open the user, Security credentials, Actions, Deactivate.',
      ],
    },
    revoke: {
      title: 'Revoke the sessions of its role (ASIA)',
      lines: [
        'A temporary key cannot be deactivated with update-access-key. What it may do can be taken away.',
        'The first command shows one thing the key did. In userIdentity look for sessionContext, sessionIssuer, userName: that is the role.',
        'Nothing shown? Change us-east-1 to the region where you work.',
        'Run the second, then type the name of the role and press Enter. The third shuts out all sessions that began before now.',
        'Your own programs that use the role fail until they get new credentials: sign in again, restart them.',
        'In the console: IAM, Roles, the role, Revoke sessions.',
        'A role named AWSReservedSSO_…: revoke it in IAM Identity Center instead.',
        '"type": "IAMUser" there: attach AWSDenyAll to that user, and deactivate its own keys.',
        '"type": "Root": it cannot be revoked. Delete the root user\'s keys, change its password, and tell AWS Support now.',
      ],
    },
    deny: {
      title: 'Shut out what was made with the key',
      lines: [
        'Temporary keys that strangers made with it live on, for up to 36 hours. This denies everything to the user, at once.',
        'Are you signed in as this very user? Sign in as the root user first, or you shut yourself out.',
        'Anything of yours that runs as this user stops, too. Leave it for 36 hours.',
        'Roles that the user may assume: revoke their sessions, too (IAM, Roles, the role, Revoke sessions).',
      ],
    },
    root: {
      title: "Is it the root user's key?",
      lines: [
        '0: the root user has no key, so it is not. 1 or more: it may be.',
        'Then sign in to the console as the root user. No IAM user and no role can do this.',
        'Account name at the top right, Security credentials, Access keys: compare the id, Deactivate, then Delete.',
        "Change the root user's password, and switch MFA on.",
      ],
    },
    intruders: {
      title: 'Find users, keys and roles that strangers made',
      lines: [
        'Strangers make a second way in within minutes. Look at what is newest, at the bottom of each list.',
        'Not yours? Deactivate its keys, then delete it in the console: IAM, Users or Roles, Delete.',
        'A user with a password can sign in without a key. Change the passwords of your own users.',
      ],
    },
    restarters: {
      title: 'Cancel what starts instances again: spot requests, fleets, Auto Scaling groups',
      lines: [
        'These replace instances that you terminate, so they come first. The first three commands list them in every region.',
        'Not yours? The last three remove them. Replace the words in capitals by what the lists show.',
        'Cancelling a spot request does not end its instance. That is the next step.',
      ],
    },
    instances: {
      title: 'Terminate instances that are not yours, in every region',
      lines: [
        'Look at the regions that you never use: that is where strangers start them.',
        'The first command lists instances, the second ends one. Its disks may be lost: take a snapshot first of what you need as evidence.',
        'Refused because of termination protection? Run the third, then the second again.',
        'A region that is switched off is not in the list, though what was started there may run on. The bill below names every region.',
        'In the console: EC2 Global View shows all regions on one page.',
      ],
    },
    network: {
      title: 'Find doors that strangers opened: security groups and key pairs',
      lines: [
        'The first command lists groups that let the whole internet in, the second the key pairs.',
        'Not yours? Delete them in the console (EC2, Security Groups, Key Pairs), or strangers get back in.',
      ],
    },
    functions: {
      title: 'Find Lambda functions',
      lines: [
        'Not yours, or changed since the leak? The second command deletes one. Look at what triggers it, too.',
      ],
    },
    containers: {
      title: 'Find ECS clusters and services',
      lines: [
        'The first command lists clusters, the second their services, the third stops and deletes one.',
      ],
    },
    models: {
      title: 'Find Bedrock usage and Bedrock API keys',
      lines: [
        'The first command lists models used in the last two weeks. You use none? Then strangers did.',
        'The second lists API keys of services: Bedrock keys work by themselves, also after this key is off. The third switches one off.',
        'The bedrock-mantle endpoint counts elsewhere. The next step shows its cost.',
      ],
    },
    bill: {
      title: 'Look at what costs money, by region and service',
      lines: [
        'It finds what the steps above do not name: SageMaker, Lightsail, SES and all others.',
        'The figures lag behind by hours: look again tomorrow. The question costs 0.01 dollars.',
      ],
    },
    trail: {
      title: 'See what the key did, in CloudTrail',
      lines: [
        'The last 90 days, region by region. What was done in IAM stands under us-east-1. Save what it prints: AWS Support may ask.',
        'CreateUser, CreateAccessKey, AssumeRole, GetSessionToken? Follow the new user, role or key in the same way.',
        'Reading files in S3 is not in there, unless you had switched data events on. Count it as read.',
        'Denied? You are still the leaked user: see the next step.',
      ],
    },
    quarantine: {
      title: 'A policy named AWSCompromisedKeyQuarantine? Leave it there',
      lines: [
        'AWS attaches AWSCompromisedKeyQuarantineV2, V3 or V4 to the user when it finds the key in public. AWS says: do not remove it.',
        'It denies starting instances and spot requests, making users and keys, and Lambda functions; V3 also using Bedrock.',
        'It also denies the user to look into CloudTrail, and to deactivate the key. Do that as somebody else.',
        'It does not revoke the key. Whatever is not on its list still works for whoever has the key.',
        'An older name is AWSExposedCredentialPolicy_DO_NOT_REMOVE.',
      ],
    },
    support: {
      title: 'Answer AWS, or open a case',
      lines: [
        'Has AWS written already? Answer in that case, soon: AWS may suspend an account that does not.',
        'If not: Create case, Account and billing, Service: Account, Category: Security. It is free on every support plan.',
        'Write when the key leaked and where, when you deactivated it, and what you removed in which regions. No secret.',
        'Cannot sign in? The second address leads to a form for that.',
      ],
    },
    forgiveness: {
      title: 'Ask for the charges to be waived',
      lines: [
        'Ask in the same case, plainly: these charges are not mine, please adjust the bill.',
        'AWS promises nothing: by the contract you owe what the key spent. Many people report that it was waived, once.',
        'Those people had secured the account first, answered every question, and listed the charges by region, service and day.',
        'Do not let the payment fail in silence. Say in the case that you cannot pay it.',
      ],
    },
    history: {
      title: 'Take the key out of the repository',
      lines: [
        'Only now: it stops nobody. Copies were made within minutes, and making the repository private does not call them back.',
        'Take it out of the code, then out of the history if the repository is to stay public.',
      ],
    },
    delete: {
      title: 'Delete the key',
      lines: [
        'When nothing of yours misses it. Note the id first: CloudTrail can be searched for it later.',
        'The second command lifts the ban on the user, after 36 hours. The quarantine policy stays until AWS Support agrees.',
      ],
    },
    mfa: {
      title: 'Switch MFA on, for the root user and everybody',
      lines: ['1: the root user has it. 0: not yet. The root user first, then every user with a password.'],
    },
    'root-keys': {
      title: 'No access keys for the root user',
      lines: ['Nothing can limit what they may do. Delete any that are left.'],
    },
    'short-lived': {
      title: 'Roles and short-lived credentials in place of keys',
      lines: [
        'On your machine: aws login, or aws sso login. In CI: OpenID Connect. On AWS: roles.',
        'A key that must stay: allow it the one thing that it does, such as writing to one bucket.',
      ],
    },
    budget: {
      title: 'Budgets and alarms',
      lines: [
        'A budget that writes to you the first day the bill looks wrong, and Cost Anomaly Detection. Both take minutes.',
      ],
    },
    hook: {
      title: 'Stop the next one before it is committed',
      lines: ['In the repository:'],
    },
  },
  endings: {
    'service-credential':
      'It works by itself, also after the access keys of its user are off. The first command lists them with their users, the second deactivates one.',
    signed:
      'Deactivate the access key, or revoke the sessions of the role, that made it (next steps). By itself it ends after 15 minutes (EKS, RDS, MSK), 12 hours (API keys, ECR, CodeArtifact), or a week at most (addresses, Aurora DSQL).',
    'sign-in':
      "In IAM Identity Center: Users, the user, Active sessions, Delete session. It may take an hour, and sessions of roles go on: revoke them, too (next steps). AWS Builder ID (also in Amazon Q and Kiro): change the password and end all sessions at https://profile.aws.amazon.com. aws login: revoke the refresh token (third address), and the sessions of its user or role. Signed in to Kiro with Google or GitHub: withdraw Kiro's access there.",
    kiro: 'Revoke the key in the Kiro portal (https://app.kiro.dev), API keys. What it used counts against your subscription.',
    smtp: 'Deactivate the access key whose ID is its user name (next steps). The password ends with it.',
    appsync:
      'In the console: AWS AppSync, the API, Settings, API keys: delete it, and create another one for your own programs.',
    password:
      'The third command takes the password from the user. Sessions that have begun go on: attach AWSDenyAll to the user (below).',
    'private-key':
      'EC2, Lightsail: remove its public half from ~/.ssh/authorized_keys on every instance. Deleting the key pair in the console does not do that. CloudFront: remove the public key from its key group. IoT: in the console, AWS IoT, Security, Certificates, deactivate its certificate.',
    mws: 'Nothing to do: Amazon switched MWS off in March 2024.',
  },
  powershell: 'In PowerShell type $KEY = Read-Host instead. A loop over all regions looks like this there:',
  localize: (address) => address,
  saved: (path) => `keyward: saved in ${path}`,
};
