/**
 * Keywords for calls, URLs and commands that take a secret access key by position. Each text in which
 * {@link Evidence.secretKey} finds one this way contains one of them, or another keyword of the rule.
 */
export const POSITIONS: readonly RegExp[] = [
  /access[_.-]?key[_.-]?id|azonaws|aws configur|aws[_-]sigv4|athena[ .-]?(?:driver|jdbc|odbc)|(?:aws|simba|amazon)[ _.-]?athena|erlclo|passwd(?:-s3|_fi)|s3cfg|(?:def|make|set|use)_?crede|roker[_.-]?url|aws[_-]s3/i,
  /aws[._-]?(?:[Aa]uth|[Cc]lient|[Ss]ign)|aws\.(?:Get|New)Auth|A(?:ws|WS)\.?(?:Auth|Client|Requests|Sign|V4)|Awscr|RightAws|rusoto|goamz|[fF]romKeys/,
  /(?:Amazon|Fog|Net|minio|S3)[:_]?:?(?:AWS|Amazon|Auth|Comp|EC2|Inter|S3|SQS|SES|SNS|Serv|Sig|Stor|creds|s3)|boto3?\.(?:[Ss]e|connect|ec2|s3|sqs)|botocore\.cred|Minio|minio\.New|Static(?:Provider|V2|V4)/,
  /awscala|Provider\.(?:EC2|S3)|eEmailServ|new S3|S3(?:File|_create_b|BucketCon)|s3Cluster|s3gof3r|(?:EC2|S3|SQS|SES)(?:\.new|Connec)|ec2-(?:desc|run)|knife ec2/,
];

/** The schemes of URLs that contain a key. */
export const SCHEMES: readonly string[] = ['s3://', 's3a://', 's3n://', 's3+http', 'sqs://'];
