import type { ResponseMessages } from './respond-messages.ts';

export const response: ResponseMessages = {
  title: 'An AWS key has leaked. Follow these steps from top to bottom.',
  hurry: {
    title: 'In a hurry? Stop the loss now. Everything else can wait.',
    console: {
      'long-term': 'IAM console → paste the key ID → the user → Security credentials → Deactivate',
      temporary: 'IAM console → Roles → the role → Revoke sessions',
    },
    commands: (first, second) =>
      `Or in a terminal (steps ${first} and ${second}; paste the key ID after the first line):`,
    root: (step) => `No user is shown, or a command fails? It may be the root user's key: step ${step}.`,
    others: (step) => `Something other than an access key leaked? Step ${step}.`,
  },
  contents: 'The guide',
  stepRange: (first, last) => `steps ${first}-${last}`,
  more: (command) => `Enter: next part   q: quit   everything at once: ${command} --all`,
  checked: (date) => `Commands and URLs were checked against AWS's documentation on ${date}.`,
  offline: 'keyward does not contact AWS and never asks for the secret. You run the commands.',
  noKey: (command) => `To see the exact commands here, give the key ID: ${command} KEY-ID`,
  known: (shown) => `What the ID ${shown} reveals`,
  lifetime: {
    'long-term': 'A long-term key (AKIA): it works until it is deactivated.',
    temporary: 'A temporary key (ASIA): it expires after at most 36 hours. Do not wait for that.',
  },
  account: (id) => `AWS account ${id}. Its IAM users sign in at https://${id}.signin.aws.amazon.com/console`,
  noAccount: 'The account is not in this ID: IDs from before 2019 do not contain it.',
  canary:
    'It belongs to an account known for canary tokens (bait). Nothing of yours is in danger, but any use of it, even a test, alerts its owner. Tell the person who put it there.',
  unknown:
    'Unknown offline: whether it belongs to the root user or an IAM user, whether it is active, and what it may do. The steps below find out.',
  phases: {
    stop: 'Stop it: the first ten minutes',
    remove: 'Remove what was started with it: it costs money every hour',
    trace: 'Find out what was done with it',
    report: 'Tell AWS, and clean up',
    prevent: 'Prevent the next leak',
  },
  steps: {
    terminal: {
      title: 'Open a terminal that does not use the leaked key',
      lines: [
        'Quickest: AWS CloudShell, in the browser. It has the aws command and uses your own sign-in.',
        'Sign in as another administrator, or as the root user. Not as the user whose key leaked.',
        'Paste the command and press Enter. Then paste the key ID, never the secret, and press Enter.',
        'Repeat this in every new terminal: the commands below read $KEY.',
        'They are for sh: CloudShell, macOS, Linux, Git Bash.',
      ],
    },
    others: {
      title: 'Something other than an access key leaked? Revoke it like this',
      lines: ['Replace the words in capitals in the commands. None of them takes the secret itself.'],
    },
    account: {
      title: 'Whose account is it?',
      lines: ['Continue only if it is yours. If it is not, tell its owner.'],
    },
    deactivate: {
      title: 'Deactivate the key (AKIA)',
      lines: [
        'The first command shows the user who owns it. The second deactivates the key.',
        'Do not delete it yet. Inactive stops it just as well, and can be undone if something of yours breaks.',
        'No user is shown, or the second command fails? It may be the root user\'s key: see "Is it the root user\'s key?" below.',
        'In the console: IAM, paste the key ID into the search field, open the user, Security credentials, Actions, Deactivate.',
      ],
    },
    revoke: {
      title: 'Revoke the sessions of its role (ASIA)',
      lines: [
        'A temporary key cannot be deactivated with update-access-key. Remove its permissions instead.',
        'The first command shows one thing the key did. In userIdentity look for sessionContext, sessionIssuer, userName: that is the role.',
        'Nothing shown? Change us-east-1 to the region where you work.',
        'Run the second, then type the name of the role and press Enter. The third blocks all sessions that began before now.',
        'Your own programs that use the role fail until they get new credentials: sign in again, restart them.',
        'In the console: IAM, Roles, the role, Revoke sessions.',
        'A role named AWSReservedSSO_…: revoke it in IAM Identity Center instead.',
        'If userIdentity says "type": "IAMUser", attach AWSDenyAll to that user, and deactivate its own keys.',
        'If it says "type": "Root", the key cannot be revoked. Delete the root user\'s keys, change its password, and tell AWS Support now.',
      ],
    },
    deny: {
      title: 'Block what was created with the key',
      lines: [
        'Temporary keys that attackers created with it work for up to 36 hours. This denies everything to the user at once.',
        'Are you signed in as this user? Sign in as the root user first, or you lock yourself out.',
        'Anything of yours that runs as this user stops as well. Keep the deny policy in place for 36 hours.',
        'Also revoke the sessions of roles that the user may assume (IAM, Roles, the role, Revoke sessions).',
      ],
    },
    root: {
      title: "Is it the root user's key?",
      lines: [
        'If the command prints 0, the root user has no keys, so this is not one of them. If it prints 1 or more, it may be.',
        'In that case, sign in to the console as the root user. No IAM user and no role can do this.',
        'Account name at the top right, Security credentials, Access keys: compare the ID, Deactivate, then Delete.',
        "Change the root user's password, and turn on MFA.",
      ],
    },
    intruders: {
      title: 'Find users, keys and roles that attackers created',
      lines: [
        'Attackers create a second way in within minutes. Look at the newest entries, at the bottom of each list.',
        'Not yours? Deactivate its keys, then delete it in the console: IAM, Users or Roles, Delete.',
      ],
    },
    passwords: {
      title: 'Check the passwords and MFA devices of your users',
      lines: [
        'A user with a password can sign in without a key. Attackers set passwords, and register MFA devices of their own.',
        'The first command lists who changed a password or an MFA device in the last 90 days, and for which user. The second lists the MFA devices, the newest at the bottom.',
        'Not your doing? The third deletes the password of a user, the fourth removes an MFA device. Replace the words in capitals, and set up both again together with that user.',
        'The root user is not in these lists: change its password, and look at its MFA devices under Security credentials.',
      ],
    },
    trust: {
      title: 'Find identity providers and roles that let strangers in',
      lines: [
        'A role that trusts someone else stays open without any key. The first two commands list identity providers, the third lists roles and whom they trust, the fourth who changed this in the last 90 days.',
        'Look for account numbers, repositories and providers that are not yours, and for "AWS":"*".',
        'Not yours? The last two delete a provider. A role: IAM, Roles, the role, Trust relationships, Edit trust policy. Then Revoke sessions, in the same place.',
      ],
    },
    restarters: {
      title: 'Cancel everything that restarts instances: spot requests, fleets, Auto Scaling groups',
      lines: [
        'These replace instances that you terminate, so they come first. The first three commands list them in every region.',
        'Not yours? The last three remove them. Replace the words in capitals with values from the lists.',
        'Cancelling a spot request does not end its instance. That is the next step.',
      ],
    },
    instances: {
      title: 'Terminate instances that are not yours, in every region',
      lines: [
        'Look at the regions that you never use: attackers start them there.',
        'The first command lists instances, the second ends one. Its disks may be deleted: first take a snapshot of anything you need as evidence.',
        'Refused because of termination protection? Run the third, then the second again.',
        'A disabled region is not in the list, but instances started there may still run. The bill below names every region.',
        'In the console: EC2 Global View shows all regions on one page.',
      ],
    },
    network: {
      title: 'Find entry points that attackers opened: security groups and key pairs',
      lines: [
        'The first command lists groups that let the whole internet in, the second the key pairs.',
        'Not yours? Delete them in the console (EC2, Security Groups, Key Pairs), or attackers get back in.',
      ],
    },
    functions: {
      title: 'Find Lambda functions',
      lines: [
        'Not yours, or changed since the leak? The second command deletes one. Check its triggers as well.',
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
        'The first command lists models used in the last two weeks. You use none? Then an attacker did.',
        'The second lists API keys of services: Bedrock keys work on their own, even after this key is deactivated. The third deactivates one.',
        'Use of the bedrock-mantle endpoint is not listed. The next step shows its cost.',
      ],
    },
    mail: {
      title: 'Stop mail that attackers send with SES',
      lines: [
        'The first command shows for each region whether SES may send, whether it may write to anyone, and how many mails it sent in the last 24 hours. An error means that a region has no SES.',
        'Has a region sent more mail than you did? The third pauses sending there, your own mail included; --sending-enabled resumes it.',
        'The second lists the domains and addresses that may send. Not yours? The fourth deletes one.',
      ],
    },
    buckets: {
      title: 'Find S3 buckets that are copied away or open to strangers: replication, policies, access lists',
      lines: [
        'The first three commands show for each bucket where it is copied to, its policy, and its access list. The errors ReplicationConfigurationNotFoundError and NoSuchBucketPolicy mean that there is none.',
        'Look for buckets and account numbers that are not yours, for "Principal":"*", and for addresses that end in AllUsers or AuthenticatedUsers.',
        'Not yours? The fourth stops the copying. The fifth blocks all public access to a bucket. If you host a website in it, the website goes offline.',
        'A policy that names another account stays in force: edit it in the console (S3, the bucket, Permissions).',
      ],
    },
    bill: {
      title: 'Look at the costs by region and service',
      lines: [
        'This finds everything that the steps above do not name, such as SageMaker or Lightsail.',
        'The figures are several hours old: look again tomorrow. Each query costs 0.01 dollars.',
      ],
    },
    trail: {
      title: 'See what the key did, in CloudTrail',
      lines: [
        'The last 90 days, region by region. IAM events are in us-east-1. Save the output: AWS Support may ask for it.',
        'CreateUser, CreateAccessKey, AssumeRole, GetSessionToken? Trace the new user, role or key in the same way.',
        'Reads of S3 files are not listed unless you had enabled data events. Assume that the files were read.',
        'Denied? You are still the leaked user: see the next step.',
      ],
    },
    secrets: {
      title: 'Change every secret that was read: Secrets Manager and Parameter Store',
      lines: [
        'The first command lists what the key read, region by region. For other keys that you traced, run read -r KEY again with their IDs, then this.',
        'No name in the list? The event in the console has it, under requestParameters.',
        'The second lists all secrets with the day on which anyone last read them.',
        'Attackers have what was read, and deactivating the key does not change that. Create new passwords and tokens where they are used, then store the new ones.',
      ],
    },
    quarantine: {
      title: 'A policy named AWSCompromisedKeyQuarantine? Leave it there',
      lines: [
        'AWS attaches AWSCompromisedKeyQuarantineV2, V3 or V4 to the user when it finds the key in public. AWS says: do not remove it.',
        'It denies starting instances and spot requests, and creating users, keys and Lambda functions; V3 also denies the use of Bedrock.',
        'It also stops the user from searching CloudTrail and deactivating the key. Use another user for that.',
        'It does not revoke the key. Everything that is not on its list still works for anyone who has the key.',
        'An older name is AWSExposedCredentialPolicy_DO_NOT_REMOVE.',
      ],
    },
    support: {
      title: 'Answer AWS, or open a case',
      lines: [
        'Has AWS contacted you already? Answer in that case soon: AWS may suspend an account that does not answer.',
        'If not: Create case, Account and billing, Service: Account, Category: Security. It is free on every support plan.',
        'Write when the key leaked and where, when you deactivated it, and what you removed in which regions. No secret.',
        'Cannot sign in? The second URL has a form for that.',
      ],
    },
    forgiveness: {
      title: 'Ask for the charges to be waived',
      lines: [
        'Ask in the same case, plainly: these charges are not mine, please adjust the bill.',
        'AWS promises nothing: by contract you owe what the key spent. Many users report that it was waived once.',
        'They had secured the account first, answered every question, and listed the charges by region, service and day.',
        'Do not just let the payment fail. Say in the case that you cannot pay.',
      ],
    },
    history: {
      title: 'Remove the key from the repository',
      lines: [
        'Only now, because it does not stop an attacker. Copies were made within minutes, and making the repository private does not undo that.',
        'Remove it from the code, and from the history if the repository stays public.',
      ],
    },
    delete: {
      title: 'Delete the key',
      lines: [
        'Do this when nothing of yours needs it any more. Note the ID first, to search CloudTrail for it later.',
        'After 36 hours, the second command removes the deny policy from the user. The quarantine policy stays until AWS Support agrees.',
      ],
    },
    mfa: {
      title: 'Turn on MFA for the root user and everyone else',
      lines: [
        'If the command prints 1, the root user has MFA. If it prints 0, turn it on for the root user first, then for every user with a password.',
      ],
    },
    'root-keys': {
      title: 'No access keys for the root user',
      lines: ['Their permissions cannot be limited. Delete any that are left.'],
    },
    'short-lived': {
      title: 'Use roles and short-lived credentials instead of keys',
      lines: [
        'On your machine: aws login, or aws sso login. In CI: OpenID Connect. On AWS: roles.',
        'If a key must stay, allow only the one thing that it does, such as writing to one bucket.',
      ],
    },
    budget: {
      title: 'Set up budgets and alarms',
      lines: [
        'Create a budget that alerts you on the first day of an unusual bill, and turn on Cost Anomaly Detection. Both take minutes.',
      ],
    },
    hook: {
      title: 'Stop the next one before it is committed',
      lines: ['In the repository:'],
    },
  },
  revocations: {
    'service-credential':
      'It works on its own, even after the access keys of its user are deactivated. The first command lists all such credentials with their users, the second deactivates one.',
    signed:
      'Deactivate the access key, or revoke the sessions of the role, that created it (next steps). Otherwise it expires after 15 minutes (EKS, RDS, MSK), 12 hours (API keys, ECR, CodeArtifact), or at most a week (presigned URLs, Aurora DSQL).',
    'sign-in':
      "In IAM Identity Center: Users, the user, Active sessions, Delete session. It may take an hour, and sessions of roles continue: revoke them as well (next steps). AWS Builder ID (also in Amazon Q and Kiro): change the password and end all sessions at https://profile.aws.amazon.com. aws login: revoke the refresh token (third URL), and the sessions of its user or role. Signed in to Kiro with Google or GitHub: withdraw Kiro's access there.",
    kiro: 'Revoke the key in the Kiro portal (https://app.kiro.dev), API keys. Its usage counts against your subscription.',
    smtp: 'Deactivate the access key whose ID is its user name (next steps). This also invalidates the password.',
    appsync:
      'In the console: AWS AppSync, the API, Settings, API keys: delete it, and create a new one for your own programs.',
    password:
      'The third command deletes the password of the user. Existing sessions continue: attach AWSDenyAll to the user (below).',
    'private-key':
      'EC2, Lightsail: remove its public key from ~/.ssh/authorized_keys on every instance. Deleting the key pair in the console does not do that. CloudFront: remove the public key from its key group. IoT: in the console, AWS IoT, Security, Certificates, deactivate its certificate.',
    mws: 'Nothing to do: Amazon shut down MWS in March 2024.',
  },
  powershell: 'In PowerShell, type $KEY = Read-Host instead. A loop over all regions looks like this:',
  localize: (address) => address,
  saved: (path) => `keyward: saved in ${path}`,
};
