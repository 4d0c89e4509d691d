/**
 * Keywords for calls, URLs and commands that take a secret access key by position. Each text in which
 * {@link Evidence.secretKey} finds one this way contains one of them, or another keyword of the rule.
 */
export const POSITIONS: readonly RegExp[] = [
  /access[_.-]?key[_.-]?id|amazonaws|aws configure|aws[_-]sigv4|awsathena|athena[ .-]?(?:driver|jdbc|odbc)|(?:simba|amazon)[ _.-]?athena|erlcloud|passwd-s3fs|passwd_file|s3cfg|defcredential|(?:make|set|use)_?credential|broker[_.-]?url|aws[_-]s3/i,
  /Amazon_?(?:S3|EC2|SQS|SES|SNS|Sig)|aws[._-]?(?:[Aa]uth|[Cc]lient|[Ss]ign)|aws\.(?:Get|New)Auth|A(?:ws|WS)\.?(?:Auth|Client|Requests|Sign|V4)|Awscr|RightAws|rusoto|goamz|[fF]romKeys/,
  /(?:Amazon|Fog|minio|S3)::(?:AWS|Comp|EC2|S3|SQS|Serv|Sig|Stor|creds|s3)|Net::Amazon|boto\.(?:connect|ec2|sqs|s3|ses)|boto3\.s|botocore\.cred|Minio|minio\.New|StaticProvider|StaticV2/,
  /awscala|Provider\.(?:EC2|S3)|SimpleEmailServ|new S3|S3(?:Auth|Serv|Inter|Storage|File)|s3Cluster|s3gof3r|(?:EC2|S3|SQS|SES)\.new|S3_create_b|S3BucketCon|ec2-desc|ec2-run|knife ec2/,
];

/** The schemes of URLs that contain a key. */
export const SCHEMES: readonly string[] = ['s3://', 's3a://', 's3n://', 's3+http', 'sqs://'];
