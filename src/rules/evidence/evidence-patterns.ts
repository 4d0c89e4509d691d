import { keyIdPattern } from '../values/key-id.ts';

/** AWS access key IDs. */
export const KEY_ID: RegExp = keyIdPattern('AKIA|ASIA');

/**
 * An access key ID of another S3 store: 20 characters like those of AWS, but with another prefix, and with a name before it
 * that says so or a secret as the next argument. Lower case is allowed if the name says access key. Other unique IDs of AWS,
 * and the IDs of its resources, do not match.
 */
export const OTHER_ID: RegExp = new RegExp(
  [
    String.raw`(?<![\w+/.-])(?!A(?:KIA|SIA|IDA|ROA|GPA|IPA|NPA|NVA|PKA|SCA|BIA|CCA))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{20}(?![\w+/=-])(?:(?<=(?:(?:[Aa]ccess|ACCESS|[Kk]ey|KEY|[Uu]ser|USER)[^\n]{0,24}|(?<![\w-])[Ii][Dd]["'\x60]?\s{0,4}(?:=>|[:=])\s{0,4}["'\x60]?).{20})|(?=["'\x60],\s{0,9}["'\x60][A-Za-z0-9/+]{40}["'\x60]))`,
    String.raw`(?<![\w+/-])(?<=[Aa](?:ccess|CCESS)[_-]?[Kk](?:ey|EY)(?:[_-]?I[Dd]|_id)?["']?(?:\s{0,4}[:=]\s{0,4}|\s?=>\s?|>)["'\x60]?)(?!A[KS]IA)(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20}(?![\w+/=-])`,
  ].join('|'),
  'g',
);

/** The start of a word, which may directly follow an option of one letter, as in `-Daws.secretKey`. */
const START = String.raw`(?<!(?<!(?:(?<![\w+/-])|\\[nrt])-)[A-Za-z0-9+])`;

/** Mentions of AWS: its name or one of its services as a word in a name or text, a region, or an access key ID. */
export const WORDS_OF_AWS: RegExp = new RegExp(
  [
    String.raw`${START}(?:aws|Aws|AWS|[Aa]mazon|AMAZON|amzn|[Bb]oto3?\b|[Dd]ynamo|DYNAMO|[Cc]loud[Ff]ront|CLOUDFRONT|[Cc]loud[Ww]atch|CLOUDWATCH)`,
    // in camel case with three parts, which do not occur in a random value
    String.raw`(?<=[a-z]{2})(?:(?:AWS|Aws|Amazon)(?=[A-Z][a-z])|S3(?=[A-Z][a-z]{2}|[^A-Za-z0-9/+=])|(?<=[a-z]{3})s3(?=[A-Z][a-z]{4}))`,
    String.raw`${START}[sS]3(?![A-Za-z]*[0-9])`,
    String.raw`(?<![A-Za-z0-9+])(?:SES|SQS|SNS|IAM|STS|EC2|ECR|EKS|Ses|Sqs|Sns|Iam|Sts|Ec2|sqs|ec2|iam)(?![a-z0-9])`,
    String.raw`["']ses["']|(?<![A-Za-z0-9])ses[_.-]`,
    String.raw`\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?(?:north|south|east|west|central){1,2}-\d\b`,
    String.raw`[Aa][Cc][Cc][Ee][Ss][Ss][ _.-]?[Kk][Ee][Yy][ _.-]?[Ii][Dd](?![a-z])`,
    String.raw`(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12}`,
  ].join('|'),
);
