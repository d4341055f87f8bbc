"""The app of test/consumers/twin.ts, as a Python user writes it. Arguments: cloud assembly, and `tutorial` to add a stack that must fail."""
import sys

from aws_cdk import App, Duration, Stack
from aws_cdk.aws_s3 import Bucket
from serverless_ingest_api import (
    ApiOptions,
    ComplianceException,
    ComplianceGate,
    Format,
    Records,
    ServerlessIngestApi,
    SourceOptions,
)

app = App(outdir=sys.argv[1])
exceptions = []

ServerlessIngestApi(Stack(app, "Default"), "Ingest")

ServerlessIngestApi(
    Stack(app, "Configured"),
    "Ingest",
    stage="test",
    source=SourceOptions(prefix="in/", suffixes=[".csv", ".csv.gz"]),
    records=Records.rows(format=Format.csv(delimiter=";"), max_error_rate=0.01),
    api={"throttling_rate_limit": 50, "upload_expiry": Duration.minutes(2)},
)

shared = Stack(app, "Shared")
bucket = Bucket(shared, "Files", enforce_ssl=True)
exceptions.append(ComplianceException(
    id="AwsSolutions-S1",
    path="Shared/Files",
    reason="the owner of the files keeps an inventory instead of access logs",
))
ServerlessIngestApi(
    Stack(app, "Borrowed"),
    "Ingest",
    source=SourceOptions(bucket=bucket),
    api=ApiOptions(throttling_burst_limit=100),
)

if "tutorial" in sys.argv:
    Bucket(Stack(app, "Tutorial"), "Uploads")

ComplianceGate.enforce(app, exceptions=exceptions)
app.synth()
