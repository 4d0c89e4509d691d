import {
  DEACTIVATE_SERVICE_CREDENTIAL,
  everyBucket,
  everyRegion,
  SERVICE_CREDENTIALS,
} from '../aws-commands.ts';
import type { Step } from '../step.ts';

/** Removes what attackers started: it costs money every hour. */
export const REMOVE_STEPS: readonly Step[] = [
  {
    id: 'restarters',
    commands: () => [
      everyRegion(
        "aws ec2 describe-spot-instance-requests --filters Name=state,Values=open,active,disabled --query 'SpotInstanceRequests[].[CreateTime,SpotInstanceRequestId,InstanceId]' --output text",
      ),
      everyRegion(
        "aws ec2 describe-spot-fleet-requests --query 'SpotFleetRequestConfigs[].[CreateTime,SpotFleetRequestId,SpotFleetRequestState]' --output text",
      ),
      everyRegion(
        "aws autoscaling describe-auto-scaling-groups --query 'AutoScalingGroups[].[CreatedTime,AutoScalingGroupName,DesiredCapacity]' --output text",
      ),
      'aws ec2 cancel-spot-instance-requests --region REGION --spot-instance-request-ids SPOT_REQUEST',
      'aws ec2 cancel-spot-fleet-requests --region REGION --spot-fleet-request-ids FLEET --terminate-instances',
      'aws autoscaling delete-auto-scaling-group --region REGION --auto-scaling-group-name GROUP --force-delete',
    ],
    links: [
      'https://console.aws.amazon.com/ec2/home#SpotInstances:',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-cancel.html',
    ],
  },
  {
    id: 'instances',
    commands: () => [
      everyRegion(
        "aws ec2 describe-instances --filters Name=instance-state-name,Values=pending,running,stopping,stopped --query 'Reservations[].Instances[].[LaunchTime,InstanceType,InstanceId,KeyName]' --output text",
      ),
      'aws ec2 terminate-instances --region REGION --instance-ids INSTANCE',
      'aws ec2 modify-instance-attribute --region REGION --instance-id INSTANCE --no-disable-api-termination',
    ],
    links: [
      'https://console.aws.amazon.com/ec2globalview/home',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html',
    ],
  },
  {
    id: 'network',
    commands: () => [
      everyRegion(
        "aws ec2 describe-security-groups --filters Name=ip-permission.cidr,Values=0.0.0.0/0 --query 'SecurityGroups[].[GroupId,GroupName]' --output text",
      ),
      everyRegion("aws ec2 describe-key-pairs --query 'KeyPairs[].[KeyPairId,KeyName]' --output text"),
    ],
  },
  {
    id: 'functions',
    commands: () => [
      everyRegion(
        "aws lambda list-functions --query 'Functions[].[LastModified,FunctionName]' --output text",
      ),
      'aws lambda delete-function --region REGION --function-name FUNCTION',
    ],
  },
  {
    id: 'containers',
    commands: () => [
      everyRegion("aws ecs list-clusters --query 'clusterArns[]' --output text"),
      'aws ecs list-services --region REGION --cluster CLUSTER',
      'aws ecs delete-service --region REGION --cluster CLUSTER --service SERVICE --force',
    ],
  },
  {
    id: 'models',
    commands: () => [
      everyRegion(
        "aws cloudwatch list-metrics --namespace AWS/Bedrock --metric-name Invocations --query 'Metrics[].Dimensions[].Value' --output text",
      ),
      SERVICE_CREDENTIALS,
      DEACTIVATE_SERVICE_CREDENTIAL,
    ],
    links: ['https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html'],
  },
  {
    id: 'mail',
    commands: () => [
      everyRegion(
        "aws sesv2 get-account --query '[SendingEnabled,ProductionAccessEnabled,SendQuota.SentLast24Hours]' --output text",
      ),
      everyRegion(
        "aws sesv2 list-email-identities --query 'EmailIdentities[].[IdentityType,IdentityName]' --output text",
      ),
      'aws sesv2 put-account-sending-attributes --region REGION --no-sending-enabled',
      'aws sesv2 delete-email-identity --region REGION --email-identity IDENTITY',
    ],
    links: [
      'https://console.aws.amazon.com/ses/home',
      'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSendingAttributes.html',
    ],
  },
  {
    id: 'buckets',
    commands: () => [
      everyBucket(
        "aws s3api get-bucket-replication --query 'ReplicationConfiguration.Rules[].[Status,Destination.Account,Destination.Bucket]' --output text",
      ),
      everyBucket('aws s3api get-bucket-policy --query Policy --output text'),
      everyBucket("aws s3api get-bucket-acl --query 'Grants[].[Permission,Grantee.URI]' --output text"),
      'aws s3api delete-bucket-replication --bucket BUCKET',
      'aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
    ],
    links: [
      'https://console.aws.amazon.com/s3/home',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
  },
  {
    id: 'bill',
    commands: (now) => [
      `aws ce get-cost-and-usage --region us-east-1 --time-period Start=${dayOf(now, -30)},End=${dayOf(now, 1)} --granularity MONTHLY --metrics UnblendedCost --group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=REGION --query 'ResultsByTime[].Groups[].[Metrics.UnblendedCost.Amount,Keys[1],Keys[0]]' --output text | sort -rn`,
    ],
    links: [
      'https://console.aws.amazon.com/billing/home',
      'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/checklistforunwantedcharges.html',
    ],
  },
];

function dayOf(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
}
