import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibRetryableException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** Reads Millrace's event stream with the Kinesis Client Library and writes each event to standard output, one a line. */
public final class KclConsumer {
    private static final String HELP = """
            KclConsumer --stream-arn ARN --application NAME [options]

              --stream-arn ARN     the stream (also in another account); its region is taken from it
              --application NAME   names the lease table and the metrics, in the account of your own credentials
              --consumer-arn ARN   read by enhanced fan-out, as this registered consumer; else by polling
              --role-arn ARN       role to assume for reading the stream, when you were given one
              --external-id ID     the external id of that role
              --worker NAME        of this worker, which no other may have; one that stays over restarts makes them quick
              --failover-ms N      milliseconds after which a worker counts as dead (default: 10000; its leader: six times that)
            """;

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = options(arguments);
        if (!options.containsKey("stream-arn") || !options.containsKey("application")) {
            System.err.print(HELP);
            System.exit(2);
        }
        Scheduler scheduler = scheduler(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(scheduler)));
        scheduler.run();
    }

    private static Scheduler scheduler(Map<String, String> options) {
        Arn streamArn = Arn.fromString(options.get("stream-arn"));
        Region region = Region.of(streamArn.region().orElseThrow());
        AwsCredentialsProvider own = DefaultCredentialsProvider.builder().build();
        KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(
                KinesisAsyncClient.builder().region(region).credentialsProvider(readingRole(options, region, own)));
        DynamoDbAsyncClient dynamoDb = DynamoDbAsyncClient.builder().region(region).credentialsProvider(own).build();
        CloudWatchAsyncClient cloudWatch =
                CloudWatchAsyncClient.builder().region(region).credentialsProvider(own).build();
        // The ARN, not the name: a name is looked for in the caller's own account.
        SingleStreamTracker tracker = new SingleStreamTracker(
                StreamIdentifier.singleStreamInstance(streamArn),
                InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
        RecentIds recentIds = new RecentIds();
        ConfigsBuilder configs = new ConfigsBuilder(
                tracker, options.get("application"), kinesis, dynamoDb, cloudWatch,
                options.getOrDefault("worker", UUID.randomUUID().toString()),
                () -> new EventProcessor(recentIds));
        long failoverMs = Long.parseLong(options.getOrDefault("failover-ms", "10000"));
        return new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig().parentShardPollIntervalMillis(Math.min(10_000, failoverMs)),
                leases(configs, failoverMs),
                configs.lifecycleConfig(),
                configs.metricsConfig(),
                configs.processorConfig(),
                configs.retrievalConfig().retrievalSpecificConfig(retrieval(options, kinesis)));
    }

    private static LeaseManagementConfig leases(ConfigsBuilder configs, long failoverMs) {
        return configs.leaseManagementConfig()
                .failoverTimeMillis(failoverMs)
                // The first start sleeps for so long after it has made the leases: a minute, if left alone.
                .shardSyncIntervalMillis(1000)
                // When the leader dies, nobody hands out its shards until this has run out: two minutes, if left alone.
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(6 * failoverMs)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(3 * failoverMs / 2);
    }

    private static RetrievalSpecificConfig retrieval(Map<String, String> options, KinesisAsyncClient kinesis) {
        String consumerArn = options.get("consumer-arn");
        if (consumerArn != null) return new FanOutConfig(kinesis).consumerArn(consumerArn);
        return new PollingConfig(kinesis).idleTimeBetweenReadsInMillis(1000);
    }

    private static AwsCredentialsProvider readingRole(
            Map<String, String> options, Region region, AwsCredentialsProvider own) {
        String roleArn = options.get("role-arn");
        if (roleArn == null) return own;
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(StsClient.builder().region(region).credentialsProvider(own).build())
                .refreshRequest(request -> request.roleArn(roleArn)
                        .externalId(options.get("external-id"))
                        .roleSessionName("millrace-consumer"))
                .build();
    }

    private static void shutDown(Scheduler scheduler) {
        try {
            scheduler.startGracefulShutdown().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            System.err.println("not shut down in order: " + e);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
        return options;
    }

    /** The ids of the events that came last, of all shards: a copy can come from another shard after a split or merge. */
    private static final class RecentIds {
        private static final int LIMIT = 100_000;

        private final Map<String, Boolean> ids = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > LIMIT;
            }
        };

        /** Whether the id is new. */
        synchronized boolean add(String id) {
            return ids.put(id, Boolean.TRUE) == null;
        }
    }

    private static final class EventProcessor implements ShardRecordProcessor {
        /** As it comes, Jackson makes -20.00 a double, or in a tree -2E+1. */
        private static final JsonMapper JSON = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();

        private final RecentIds recentIds;

        EventProcessor(RecentIds recentIds) {
            this.recentIds = recentIds;
        }

        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            try {
                for (KinesisClientRecord record : input.records()) handle(record);
            } catch (IOException | RuntimeException e) {
                // KCL skips a batch whose processor throws. Ending instead makes it come again after the restart.
                System.err.println("ending, so that nothing is skipped: " + e);
                Runtime.getRuntime().halt(1);
            }
            // Only now: what was checkpointed before it was done would be lost in a crash.
            checkpoint(input.checkpointer());
        }

        /** What is done with an event: put your own work here, harmless when it is done twice (`_event_id`). */
        private void handle(KinesisClientRecord record) throws IOException {
            byte[] bytes = new byte[record.data().remaining()];
            record.data().get(bytes);
            String id = eventId(bytes);
            if (id != null && !recentIds.add(id)) return;
            PrintStream out = System.out;
            synchronized (out) {
                out.write(bytes);
                out.write('\n');
                if (out.checkError()) throw new IOException("standard output is closed");
            }
        }

        /** `_event_id`, which in the CloudEvents format stands under `data`; null when there is none. */
        private static String eventId(byte[] bytes) throws IOException {
            JsonNode envelope;
            try {
                envelope = JSON.readTree(bytes);
            } catch (JsonProcessingException e) {
                return null;
            }
            JsonNode event = envelope.has("specversion") ? envelope.path("data") : envelope;
            return event.path("_event_id").textValue();
        }

        @Override
        public void leaseLost(LeaseLostInput input) {}

        /** Without this checkpoint, the children of the shard never start. */
        @Override
        public void shardEnded(ShardEndedInput input) {
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (ShutdownException e) {
                // Another worker has the lease by now; it goes on from the last checkpoint.
            } catch (InvalidStateException | KinesisClientLibRetryableException e) {
                System.err.println("not checkpointed, which the next checkpoint makes good: " + e);
            }
        }
    }
}
