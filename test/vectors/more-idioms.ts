/**
 * A second list of idioms in which a secret access key is the only credential, written independently of the first. Each
 * line is a language, a colon and a text: `%v` is the secret access key, `⏎` a line end.
 */
export const MORE_IDIOMS: readonly { readonly language: string; readonly text: string }[] = String.raw`
  Python: session = boto3.Session(os.environ["AKID"], "%v", None, "eu-west-1")
  Python: s3 = boto3.resource("s3", aws_access_key_id=key, aws_secret_access_key="%v")
  Python: conn = boto.s3.connect_to_region("us-west-2", aws_access_key_id=ID, aws_secret_access_key="%v")
  Python: k, s = os.environ["AWS_ACCESS_KEY_ID"], "%v"
  Python: ACCESS_KEY, SECRET_KEY = os.getenv("ACCESS_KEY"), "%v"⏎# for S3
  Python: access_key, secret_key = "", "%v"⏎# for S3
  Python: creds = ReadOnlyCredentials(access_key, "%v", None)
  Python: creds = Credentials(access_key=ak, secret_key="%v")
  Python: assert creds == ("AKID", "%v")⏎# botocore
  Python: self.assertEqual(creds.secret_key, "%v")⏎# botocore, for AWS
  Python: self.assertEqual("%v", aws_credentials["SecretAccessKey"])
  Python: assert ("%v" == boto3.Session().get_credentials().secret_key)
  Python: smart_open.open("s3://%s:%v@bucket/key" % ACCESS)
  Python: dask.read_csv("s3://b/x", storage_options={"key": KEY, "secret": "%v"})
  Python: fs = S3FileSystem(key=KEY, secret="%v")
  Python: fs = pyarrow.fs.S3FileSystem(access_key=k, secret_key="%v")
  Python: os.environ.update(AWS_SECRET_ACCESS_KEY="%v")
  Python: monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "%v")
  Python: kombu.Connection("sqs://%s:%v@" % key)
  Python: Connection(transport="sqs", userid=key, password="%v")
  Python: app.conf.broker_url = "sqs://" + quote(ID, safe="") + ":%v@"
  Python: engine = create_engine("awsathena+rest://{}:%v@athena.us-east-1.amazonaws.com:443/db".format(KEY))
  Python: dynamodb = boto.connect_dynamodb(KEY, "%v")
  Python: cf = boto.connect_cloudfront(KEY, '%v')
  Python: client = botocore.session.get_session().create_client("s3", aws_secret_access_key="%v")
  Python: session.set_credentials(KEY, "%v")
  Python: (key, secret) = (cfg.key, "%v")⏎# for S3
  Python: ses = AmazonSES(AccessKeyID, '%v')
  Python: api = AmazonAPI(AMAZON_ACCESS_KEY, "%v", "assoc-20")
  Python: AWS = {"key": KEY, "secret": "%v"}
  Java: AWSCredentials credentials = new BasicAWSCredentials(accessKey, "%v");
  Java: AwsCredentialsProvider p = () -> AwsBasicCredentials.create(key, "%v");
  Java: .withCredentials(new StaticCredentialsProvider(new BasicAWSCredentials(KEY, "%v")))
  Java: new PropertiesCredentials(KEY, "%v")
  Java: Assertions.assertEquals("%v", awsCredentials.secretAccessKey());
  Java: assertThat(creds.secretAccessKey(), is("%v"));
  Java: assertThat("%v", is(creds.getAWSSecretKey()));
  Java: assertThat("%v", equalTo(creds.getAWSSecretKey()));
  Java: Assert.assertEquals(creds.getAWSSecretKey(), "%v");
  Java: System.setProperty("aws.secretKey", "%v");
  Java: AmazonS3 s3 = new AmazonS3Client(new BasicAWSCredentials(System.getProperty("id"), "%v"));
  Java: S3Service service = new RestS3Service(new AWSCredentials(key, "%v"));
  Java: jets3t = new org.jets3t.service.security.AWSCredentials(awsAccessKey, "%v");
  Java: BasicSessionCredentials c = new BasicSessionCredentials(id, "%v", token);
  Java: conf.set("fs.s3a.secret.key", "%v");
  Java: provider.credentials(keyId, "%v").buildView(BlobStoreContext.class); // aws-s3
  Java: when(mockCreds.getAWSSecretKey()).thenReturn("%v");
  Java: new SimpleEmailServiceClient(KEY, "%v"); // com.amazonaws
  Kotlin: StaticCredentialsProvider { accessKeyId = id; secretAccessKey = "%v" }
  Kotlin: BasicAWSCredentials(System.getenv("ID"), "%v")
  Kotlin: assertEquals(expected = "%v", actual = creds.secretAccessKey)
  Kotlin: val (accessKey, secretKey) = listOf(id, "%v")⏎// for S3
  Kotlin: creds.secretAccessKey shouldBe "%v"
  Scala: StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "%v"))
  Scala: AWSCredentials(key, "%v")
  Scala: val S3Creds(id, secret) = S3Creds(key, "%v")
  Scala: spark.conf.set("spark.hadoop.fs.s3a.secret.key", "%v")
  Scala: assertResult("%v")(creds.secretAccessKey)
  Go: sess := session.Must(session.NewSession(&aws.Config{Credentials: credentials.NewStaticCredentials(id, "%v", "")}))
  Go: creds := credentials.Value{AccessKeyID: id, SecretAccessKey: "%v"}
  Go: cfg, _ := config.LoadDefaultConfig(ctx, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(id, "%v", "")))
  Go: credentials.NewStaticV2(id, "%v", "")
  Go: client, err := madmin.New(endpoint, accessKeyID, "%v", true)
  Go: minioClient, err := minio.NewWithRegion("s3.amazonaws.com", accessKey, "%v", true, "us-east-1")
  Go: minio.Options{Creds: credentials.NewStaticV4(accessKey, "%v", "")}
  Go: auth, err := aws.GetAuth(accessKey, "%v", "", time.Time{})
  Go: a := aws.Auth{AccessKey: k, SecretKey: "%v"}
  Go: a := aws.NewAuth(k, "%v", "", exp)
  Go: goamz.Auth{id, "%v"}
  Go: assert.Equal(t, "%v", *out.AccessKey.SecretAccessKey)
  Go: s.Equal("%v", value.SecretAccessKey)
  Go: c.Assert("%v", Equals, creds.SecretAccessKey)
  Go: c.Assert(creds.SecretAccessKey, Equals, "%v")
  Go: Expect("%v").To(Equal(creds.SecretAccessKey))
  Go: Expect(creds.SecretAccessKey).To(Equal("%v"))
  Go: t.Setenv("AWS_SECRET_ACCESS_KEY", "%v")
  Go: accessKey, secretKey := os.Getenv("AK"), "%v"⏎// for S3
  Go: const accessKeyID, secretAccessKey = "", "%v"
  Go: s3gof3r.Keys{AccessKey: k, SecretKey: "%v"}
  Go: keys := s3gof3r.Keys{k, "%v", ""}
  Go: tests := []struct{ id, secret string }{{id, "%v"}} // aws
  Rust: Credentials::from_keys(key, "%v", None)
  Rust: aws_credential_types::Credentials::new(key, "%v", None, None, "test")
  Rust: Credentials::new(Some(key), Some("%v"), None, None, None)
  Rust: StaticProvider::new(key, String::from("%v"), None, None)
  Rust: assert_eq!(creds.secret_access_key(), "%v");
  Rust: assert_eq!("%v", c.secret_access_key);
  Rust: let (access, secret) = (env::var("A").unwrap(), "%v".to_string());⏎// for S3
  Rust: let region = Region::new("x"); let bucket = Bucket::new("b", region, Credentials::new(Some(&ak), Some("%v"), None, None, None)?)?;
  Rust: S3Config { access_key: k, secret_key: "%v".into() }
  Rust: AmazonS3Builder::new().with_access_key_id(k).with_secret_access_key("%v")
  C#: new BasicAWSCredentials(accessKey, "%v")
  C#: AWSCredentials creds = new SessionAWSCredentials(accessKey, "%v", token);
  C#: new AmazonSQSClient(accessKey, "%v", RegionEndpoint.USEast1);
  C#: Assert.Equal("%v", options.SecretAccessKey);
  C#: Assert.That("%v", Is.EqualTo(creds.SecretKey)); // Amazon.Runtime
  C#: Assert.That(creds.SecretKey, Is.EqualTo("%v")); // AWSSDK
  C#: profile.Options = new CredentialProfileOptions { AccessKey = k, SecretKey = "%v" };⏎using Amazon.Runtime;
  C#: new AmazonDynamoDBClient(k, "%v")
  C#: var (accessKey, secretKey) = (k, "%v");⏎using Amazon.Runtime;
  C#: "%v".Should().Be(credentials.SecretKey); // AWS
  Ruby: AWS.config(access_key_id: k, secret_access_key: '%v')
  Ruby: Aws::Credentials.new(key, "%v", token)
  Ruby: Aws::S3::Client.new(credentials: Aws::Credentials.new(id, '%v'))
  Ruby: AWS::S3.new(key, '%v')
  Ruby: RightAws::S3.new(key, '%v')
  Ruby: Fog::Compute[:aws].new(k, '%v')
  Ruby: Fog::Storage::AWS.new(aws_access_key_id: k, aws_secret_access_key: "%v")
  Ruby: expect(creds.secret_access_key).to eq('%v')
  Ruby: assert_equal("%v", Aws.config[:credentials].secret_access_key)
  Ruby: access_key, secret_key = ENV.values_at('A'), '%v'⏎# for S3
  Ruby: s3 = S3::Service.new(:access_key_id => k, :secret_access_key => "%v")
  Ruby: expect { x }.to output('%v').to_stdout # secret_access_key
  Ruby: Aws.config.update(access_key_id: k, secret_access_key: '%v')
  PHP: $client = S3Client::factory(array('key' => $k, 'secret' => '%v'));
  PHP: $credentials = new Aws\Credentials\Credentials($key, '%v');
  PHP: $c = new Credentials($key, '%v', $token);
  PHP: $s3 = new S3($awsAccessKey, '%v');
  PHP: $this->assertEquals('%v', $credentials->getSecretKey());⏎// Aws
  PHP: self::assertSame("%v", $creds->getSecretAccessKey());
  PHP: list($key, $secret) = [getenv('K'), '%v'];⏎// for S3
  PHP: [$accessKey, $secretKey] = [$k, '%v'];⏎// for S3
  PHP: CredentialProvider::fromCredentials(new Credentials($k, '%v'))
  PHP: $sqs = new AmazonSQS($k, '%v');
  PHP: Zend_Service_Amazon_S3($my_aws_key, '%v');
  PHP: new Zend_Service_Amazon_S3($k, '%v');
  PHP: $ses = new SimpleEmailService($k, '%v');
  JavaScript: AWS.config.update({ accessKeyId: k, secretAccessKey: '%v' });
  JavaScript: AWS.config.credentials = new AWS.Credentials(k, '%v');
  JavaScript: new AWS.Credentials({ accessKeyId: k, secretAccessKey: '%v' })
  JavaScript: const [id, secret] = [process.env.AWS_ID, '%v'];
  JavaScript: expect(creds.secretAccessKey).toEqual('%v');
  JavaScript: expect('%v').toEqual(creds.secretAccessKey);
  JavaScript: assert.equal('%v', creds.secretAccessKey);
  JavaScript: assert.deepEqual({ secretAccessKey: '%v' }, creds);
  JavaScript: should.equal('%v', config.secretAccessKey)
  JavaScript: '%v'.should.equal(creds.secretAccessKey)
  JavaScript: const client = new Minio.Client({ accessKey: k, secretKey: '%v' })
  JavaScript: process.env['AWS_SECRET_ACCESS_KEY'] = '%v'
  JavaScript: aws4.sign({ host }, { accessKeyId: k, secretAccessKey: '%v' })
  JavaScript: new AwsClient({ accessKeyId, secretAccessKey: '%v' })
  JavaScript: [this.accessKey, this.secretKey] = [k, '%v'];⏎// for S3
  Swift: let credentials = AWSBasicSessionCredentialsProvider(accessKey: k, secretKey: "%v")
  Swift: AWSClient(credentialProvider: .static(accessKeyId: k, secretAccessKey: "%v"))
  Swift: XCTAssertEqual("%v", creds.secretAccessKey)
  Swift: let (key, secret) = (k, "%v")⏎// AWS
  Swift: XCTAssertEqual(creds.secretAccessKey, "%v")
  Objective-C: [[AWSStaticCredentialsProvider alloc] initWithAccessKey:k secretKey:@"%v"]
  C++: Aws::Auth::AWSCredentials creds(accessKey, "%v");
  C++: S3Client client(AWSCredentials(accessKey, "%v"), config);
  C++: Aws::S3::S3Client client(Aws::Auth::AWSCredentials("", "%v"));
  C++: auto credentials = std::make_shared<Aws::Auth::SimpleAWSCredentialsProvider>(key, "%v");
  C++: EXPECT_STREQ("%v", creds.GetAWSSecretKey().c_str());
  C++: S3_create_bucket_context ctx = { host, bucket, proto, uri, access_key, "%v" };
  C++: ASSERT_EQ("%v", provider.GetAWSCredentials().GetAWSSecretKey());
  C: S3BucketContext ctx = {0, bucket, S3ProtocolHTTPS, S3UriStylePath, access_key_id, "%v"};
  C: setenv("AWS_SECRET_ACCESS_KEY", "%v", 1);
  C: struct aws_byte_cursor secret = aws_byte_cursor_from_c_str("%v");
  C: curl_easy_setopt(h, CURLOPT_USERPWD, "KEY:%v"); curl_easy_setopt(h, CURLOPT_AWS_SIGV4, "aws:amz");
  shell: aws configure <<EOF⏎$AKID⏎%v⏎us-east-1⏎json⏎EOF
  shell: aws configure --profile prod <<-EOT⏎	$AKID⏎	%v⏎	eu-west-1⏎	json⏎EOT
  shell: printf "%s\n%s\nus-east-1\njson\n" "$AKID" "%v" | aws configure
  shell: printf '%s\n' "$AKID" '%v' us-east-1 json | aws configure
  shell: echo -ne "$AKID\n%v\nus-east-1\n\n" | aws configure --profile x
  shell: (echo $AKID; echo %v; echo; echo) | aws configure
  shell: aws configure set aws_secret_access_key "%v" --profile x
  shell: yes "%v" | aws configure
  shell: curl --aws-sigv4 "aws:amz:us-east-1:s3" -u "$AWS_KEY:%v" https://b.s3.amazonaws.com
  shell: curl --user "$K":%v --aws-sigv4 "aws:amz:us-east-1:s3" "https://b.s3.amazonaws.com/x"
  shell: curl --user "${'$'}{K}:%v" --aws-sigv4 "aws:amz:us-east-1:ec2" $URL
  shell: duplicity full / s3://${'$'}{KEY}:%v@bucket/x
  shell: duplicity / "s3://$K:%v@s3.eu-central-1.amazonaws.com/b"
  shell: s3fs b /mnt -o passwd_file=<(echo "$K:%v")
  shell: echo $K:%v | tee ~/.passwd-s3fs
  shell: s3cmd --access_key="$K" --secret_key="%v" put x s3://b
  shell: rclone config create s3 s3 provider=AWS access_key_id=$K secret_access_key=%v
  shell: rclone copy x ":s3,provider=AWS,access_key_id=$K,secret_access_key=%v:b"
  shell: RCLONE_CONFIG_S3_SECRET_ACCESS_KEY=%v rclone ls s3:b
  shell: terraform init -backend-config=access_key=$K -backend-config=secret_key=%v # S3
  shell: TF_VAR_aws_secret_key=%v terraform apply
  shell: mc alias set aws https://s3.amazonaws.com $K %v --api S3v4
  shell: restic -r s3:https://s3.amazonaws.com/b -o s3.access-key=$K -o s3.secret-key=%v init
  shell: ec2-describe-instances -O $K -W %v
  shell: ec2-describe-instances --aws-access-key $K --aws-secret-key %v
  shell: knife ec2 server create -A $K -K %v
  shell: lftp -e "ls" -u $K,%v s3.amazonaws.com
  shell: AWS_ACCESS_KEY_ID=$K AWS_SECRET_ACCESS_KEY=%v aws s3 ls
  shell: gsutil -o "Credentials:aws_access_key_id=$K" -o "Credentials:aws_secret_access_key=%v" ls s3://b
  shell: docker login -u AWS -e AWS_SECRET_ACCESS_KEY=%v
  shell: vault write aws/config/root access_key=$K secret_key=%v
  shell: kubectl create secret generic aws --from-literal=aws_secret_access_key=%v
  expect: expect "AWS Secret Access Key \\[None\\]: " { send "%v\r" }
  expect: expect "Secret Access Key"⏎send -- "%v\r"
  expect: expect -re "Secret.*Key.*:"⏎send "%v\n"⏎# s3cmd --configure
  expect: child.expect("AWS Secret Access Key")⏎child.sendline("%v")
  expect: child.expect_exact('Secret Key: ')⏎child.sendline('%v')⏎# s3cmd --configure
  SQL: SELECT * FROM s3('https://b.s3.amazonaws.com/x.csv', '${'$'}{KEY}', '%v', 'CSV')
  SQL: CREATE NAMED COLLECTION c AS access_key_id = '', secret_access_key = '%v'
  SQL: COPY t FROM 's3://b/x' CREDENTIALS 'aws_access_key_id=<id>;aws_secret_access_key=%v' CSV
  SQL: COPY INTO t FROM s3://b/x CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='%v')
  SQL: CREATE SECRET (TYPE s3, KEY_ID 'x', SECRET '%v');
  SQL: ENGINE = S3Queue('https://b.s3.amazonaws.com/*', 'k', '%v', 'JSON')
  SQL: SELECT aws_s3.table_import_from_s3('t', '', '', 'b', 'f', 'r', :id, '%v');
  SQL: jdbc:awsathena://AwsRegion=us-east-1;UID=k;PWD=%v;
  SQL: jdbc:awsathena://athena.us-east-1.amazonaws.com:443/;User=k;Password=%v
  SQL: Driver=Simba Athena ODBC Driver;AuthenticationType=IAM Credentials;UID=k;PWD=%v;
  Elixir: ExAws.Config.new(:s3, access_key_id: k, secret_access_key: "%v")
  Elixir: AWS.Client.create(k, "%v", "us-east-1")
  Elixir: {k, s} = {System.fetch_env!("AWS_ACCESS_KEY_ID"), "%v"}
  Elixir: assert creds.secret_access_key == "%v"
  Elixir: assert "%v" == creds[:secret_access_key]
  Erlang: erlcloud_aws:configure(K, "%v")
  Erlang: erlcloud_s3:new(K, "%v")
  Erlang: #aws_config{access_key_id = K, secret_access_key = "%v"}
  Erlang: aws_client:make_client(K, <<"%v">>, <<"eu-west-1">>)
  Haskell: env <- AWS.newEnv (FromKeys k (SecretKey "%v"))
  Haskell: cr <- makeCredentials k "%v"⏎-- Aws.Core
  Haskell: Amazonka.fromKeys (AccessKey k) (SecretKey "%v")
  Haskell: newEnv (FromKeys k "%v")
  Clojure: (def c (BasicAWSCredentials. k "%v"))
  Clojure: (is (= "%v" (.getAWSSecretKey creds)))
  Clojure: (s3/put-object {:access-key k :secret-key "%v"} b x)
  Clojure: (let [[access-key secret-key] [k "%v"]] x)
  Dart: AwsClientCredentials(accessKey: k, secretKey: '%v')
  Dart: expect(credentials.secretAccessKey, equals('%v'));
  Dart: AWSCredentials(k, '%v')
  Lua: local access_key, secret_key = k, "%v"⏎-- for S3
  Lua: aws_auth:new({ aws_key = k, aws_secret = "%v" })
  Lua: local c = AWS.Credentials:new({ accessKeyId = k, secretAccessKey = "%v" })
  Perl: my $s3 = Amazon::S3->new({ aws_access_key_id => $k, aws_secret_access_key => '%v' });
  Perl: my ($access_key, $secret_key) = ($k, '%v');⏎# for S3
  Perl: my $ec2 = Net::Amazon::EC2->new($k, '%v');
  Perl: is($creds->secret_access_key, '%v');
  Perl: Paws::Credential::Explicit->new(access_key => $k, secret_key => '%v')
  Perl: $cfg->{SecretAccessKey} = '%v';
  R: Sys.setenv("AWS_ACCESS_KEY_ID" = k, "AWS_SECRET_ACCESS_KEY" = "%v")
  R: aws.signature::signature_v4_auth(key = k, secret = "%v")
  R: s3 <- paws::s3(config = list(credentials = list(creds = list(access_key_id = k, secret_access_key = "%v"))))
  R: expect_equal(creds$secret, "%v") # aws.signature
  R: use_credentials(k, "%v") # aws.s3
  Julia: creds = AWSCredentials(k, "%v")
  Julia: aws_config(creds=AWSCredentials(k, "%v"))
  Julia: @test creds.secret_key == "%v" # AWS
  Julia: ENV["AWS_SECRET_ACCESS_KEY"] = "%v"
  PowerShell: Set-AWSCredentials -AccessKey $k -SecretKey %v
  PowerShell: New-AWSCredentials -AccessKey $k -SecretKey '%v'
  PowerShell: $creds = New-Object Amazon.Runtime.BasicAWSCredentials($k, "%v")
  PowerShell: $k, $s = $env:AWS_ACCESS_KEY_ID, '%v'
  PowerShell: $env:AWS_SECRET_ACCESS_KEY = '%v'
  PowerShell: $creds.SecretKey | Should -Be '%v' # AWS
  F#: let creds = new BasicAWSCredentials(k, "%v")
  F#: let accessKey, secretKey = k, "%v"⏎// for S3
  VB.NET: Dim creds As New BasicAWSCredentials(k, "%v")
  OCaml: let key, secret = Sys.getenv "K", "%v" (* s3 *)
  Nim: let (accessKey, secretKey) = (k, "%v")⏎# for S3
  Zig: const creds = Credentials.init(alloc, k, "%v", null); // aws
  Crystal: Awscr::S3::Client.new("us-east-1", k, "%v")
  Crystal: access_key, secret_key = ENV["K"], "%v"⏎# for S3
  D: auto creds = AWSCredentials(k, "%v");
  Groovy: withAWS(accessKey: k, secretKey: '%v') { }
  Groovy: def creds = new BasicAWSCredentials(k, '%v')
  Groovy: expect: '%v' == creds.secretKey // aws
  Tcl: S3::Configure -accesskeyid $k -secretaccesskey %v
  MATLAB: setenv('AWS_SECRET_ACCESS_KEY', '%v');
  MATLAB: aws.signature(k, '%v')
  YAML: storage_config:⏎  aws:⏎  s3: s3://$K:%v@us-east-1/b
  YAML: broker: sqs://$K:%v@
  YAML: url: s3://k:%v@s3.eu-west-1.amazonaws.com/b
  TOML: url = "s3://${'$'}{K}:%v@b"
  INI: [s3]⏎access = k⏎secret = %v
`
  .trim()
  .split('\n')
  .map((line) => {
    const [language = '', text = ''] = line.trim().split(/: (.*)/);
    return { language, text: `${text.replaceAll('⏎', '\n')}\n` };
  });
