"""The app of examples/typescript, from Python. Both synthesize the same templates."""
from pathlib import Path

from aws_cdk import App, Duration, Stack
from aws_cdk.aws_lambda import Code, Function, LayerVersion, Runtime
from serverless_ingest_api import (
    ApiAuth,
    ApiCors,
    ApiOptions,
    Capacity,
    ComplianceGate,
    NetworkOptions,
    OperationsOptions,
    Preset,
    ProcessingOptions,
    Records,
    RowTtl,
    ServerlessIngestApi,
    SourceOptions,
    TableOptions,
    UsageLimits,
)

EXAMPLES = Path(__file__).resolve().parent.parent


def orders_stack(app: App) -> Stack:
    """Orders in a network without the internet, for clients with a key and one page. What is not said here is the default."""
    stack = Stack(app, "Orders")
    layers = [LayerVersion(
        stack,
        "Reference",
        code=Code.from_asset(str(EXAMPLES / "typescript" / "layer")),
        description="Reference data, below /opt/reference",
    )]
    ingest = ServerlessIngestApi(
        stack,
        "Ingest",
        network=NetworkOptions(),
        records=Records.rows(row_ttl=RowTtl.after_ingest(Duration.days(30))),
        table=TableOptions(capacity=Capacity.provisioned(read=5, write=5)),
        processing=ProcessingOptions(layers=layers),
        api=ApiOptions(
            layers=layers,
            require_api_key=True,
            usage_plan=UsageLimits(rate_limit=1000),
            cors=ApiCors(
                origins=["https://orders.example.com"],
                methods=["GET", "POST", "DELETE"],
                headers=["Authorization", "Content-Type", "If-None-Match", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"],
                exposed_headers=["ETag", "Location", "x-amzn-RequestId"],
                max_age=Duration.minutes(10),
                credentials=True,
            ),
        ),
        operations=OperationsOptions(tags={"Environment": "production"}),
    )
    stack.export_value(ingest.table.table_name, name="orders-table-name")
    stack.export_value(ingest.bucket.bucket_name, name="orders-bucket-name")
    return stack


def python_stack(app: App) -> Stack:
    """A pipeline whose files are read by a function in Python."""
    stack = Stack(app, "PythonProcessor")
    timeout = Duration.minutes(1)
    processor = Function(
        stack,
        "Processor",
        runtime=Runtime.PYTHON_3_13,
        timeout=timeout,
        memory_size=512,
        handler="index.handler",
        code=Code.from_asset(str(EXAMPLES / "python-processor" / "processor")),
    )
    ServerlessIngestApi(
        stack,
        "Ingest",
        preset=Preset.SANDBOX,
        source=SourceOptions(prefix="in/"),
        records=Records.rows(max_error_rate=0.5),
        processing=ProcessingOptions(timeout=timeout, function=processor),
        api=ApiOptions(auth=ApiAuth.api_key()),
    )
    return stack


app = App()
ComplianceGate.enforce(orders_stack(app))
python_stack(app)  # a sandbox, outside of the compliance promise
app.synth()
