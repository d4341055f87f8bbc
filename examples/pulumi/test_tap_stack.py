"""The program, run by Pulumi's mock runtime: what it registers is made on the emulator and used there."""

import hashlib
import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
import yaml
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from emulator import ROOT, running_emulator
from mocks import FOLDER, PROJECT, Emulated, up

CONFIG = yaml.safe_load((FOLDER / "Pulumi.production.yaml").read_text())["config"]
PARAMETERS = CONFIG["tap:parameters"]
# The emulator plays neither a web ACL nor alarms.
LOCALLY = {"WebAcl": False, "Alarms": False}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    subprocess.run(["node", ROOT / "scripts" / "release-template.mjs"], check=True)
    with running_emulator() as url:
        yield url


@pytest.fixture(scope="module")
def tap(endpoint: str) -> SimpleNamespace:
    emulated = Emulated(endpoint)
    outputs = up(emulated, "production", {"tap:parameters": {**PARAMETERS, **LOCALLY}})
    return SimpleNamespace(emulated=emulated, client=emulated.client, outputs=outputs)


def registered(tap: SimpleNamespace, of_type: str) -> list[Any]:
    return [args for args in tap.emulated.registered if args.typ == of_type]


def get(tap: SimpleNamespace, path: str) -> Any:
    """Asks the deployed API, with an IAM signature."""
    api, stage = tap.outputs["ApiEndpoint"].removeprefix("https://").rstrip("/").split("/")
    url = f"{tap.emulated.endpoint}/restapis/{api.split('.')[0]}/{stage}/_user_request_{path}"
    request = AWSRequest("GET", url)
    SigV4Auth(Credentials("test", "test"), "execute-api", tap.emulated.region).add_auth(request)
    with urllib.request.urlopen(urllib.request.Request(url, headers=dict(request.headers)), timeout=60) as response:
        return json.load(response)


def eventually(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 60
    while not (found := look()):
        assert time.monotonic() < deadline, "it has not come within a minute"
        time.sleep(0.1)
    return found


def ingested(tap: SimpleNamespace, key: str, body: bytes, **options: Any) -> dict[str, Any]:
    """Puts an object, and returns its entry once it is committed."""
    tap.client("s3").put_object(Bucket=tap.outputs["BucketName"], Key=key, Body=body, **options)

    def committed() -> dict[str, Any] | None:
        entries = [entry for entry in get(tap, "/objects")["items"] if entry["key"] == key and entry["status"] == "COMMITTED"]
        return entries[0] if entries else None

    return eventually(committed)


def test_e1_project_and_configuration_are_files_that_pulumi_reads() -> None:
    assert (FOLDER / PROJECT["main"]).name == "tap_stack.py"
    assert PROJECT["runtime"]["name"] == "python"
    assert all(key.startswith(f"{PROJECT['name']}:") for key in CONFIG)


def test_e1_everything_is_made_by_a_provider_of_the_configured_region_with_tags(tap: SimpleNamespace) -> None:
    [provider] = registered(tap, "pulumi:providers:aws")
    assert provider.inputs["region"] == CONFIG["tap:region"]
    assert json.loads(provider.inputs["defaultTags"])["tags"] == CONFIG["tap:tags"]
    made = [args for args in tap.emulated.registered if args.typ.startswith("aws:")]
    assert {args.provider.split("::")[3].split("$")[0] for args in made} == {"aws"}
    tags = tap.client("s3").get_bucket_tagging(Bucket="orders-assets")["TagSet"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == CONFIG["tap:tags"]


def test_e1_the_stack_comes_after_its_assets_from_a_private_bucket(tap: SimpleNamespace) -> None:
    order = [args.typ for args in tap.emulated.registered]
    stack = order.index("aws:cloudformation/stack:Stack")
    files = [index for index, typ in enumerate(order) if typ.endswith("BucketObjectv2")]
    manifest = json.loads((FOLDER / CONFIG["tap:release"] / "manifest.json").read_text())
    assert len(files) == len(manifest["assets"]) + 1
    assert max(files) < stack
    assert order.index("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock") < min(files)
    assert all(tap.client("s3").get_public_access_block(Bucket="orders-assets")["PublicAccessBlockConfiguration"].values())


def test_e1_what_was_configured_are_the_parameters_and_outputs_tell_where_everything_is(tap: SimpleNamespace) -> None:
    [stack] = tap.client("cloudformation").describe_stacks(StackName="orders")["Stacks"]
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    assert {name: parameters[name] for name in PARAMETERS} == {name: str(value) for name, value in PARAMETERS.items()}
    assert set(tap.outputs) == {"ApiEndpoint", "BucketName", "TableName", "QueueUrl", "DeadLetterQueueUrl", "IngestFunctionName", "ApiFunctionName"}
    assert f".execute-api.{CONFIG['tap:region']}.amazonaws.com/{PARAMETERS['Stage']}/" in tap.outputs["ApiEndpoint"]


def test_e1_a_file_goes_in_and_its_rows_come_out(tap: SimpleNamespace) -> None:
    entry = ingested(tap, "in/orders.csv", b"id,cents\n1,1999\n2,450\n")
    assert (entry["rowsWritten"], entry["rowsRejected"]) == (2, 0)
    rows = get(tap, f"/objects/{entry['id']}/rows")["items"]
    assert [row["data"] for row in rows] == [{"id": "1", "cents": "1999"}, {"id": "2", "cents": "450"}]


def test_e2_the_metadata_of_an_upload_is_in_the_table(tap: SimpleNamespace) -> None:
    body = b"id\n1\n"
    entry = ingested(tap, "in/with metadata.csv", body, ContentType="text/csv", Metadata={"source": "shop"}, ChecksumAlgorithm="SHA256", Tagging="stage=raw")
    assert entry["size"] == len(body)
    assert entry["etag"] == hashlib.md5(body).hexdigest()
    assert entry["contentType"] == "text/csv"
    assert entry["versionId"]
    assert entry["checksum"]["algorithm"] == "SHA256"
    assert entry["userMetadata"] == {"source": "shop"}
    assert entry["tags"] == {"stage": "raw"}
    assert entry["lastModified"] and entry["committedAt"]


def test_e3_the_table_has_100_read_and_100_write_units(tap: SimpleNamespace) -> None:
    table = tap.client("dynamodb").describe_table(TableName=tap.outputs["TableName"])["Table"]
    for throughput in [table["ProvisionedThroughput"], *[index["ProvisionedThroughput"] for index in table["GlobalSecondaryIndexes"]]]:
        # The emulator keeps numbers of parameters as text.
        assert (int(throughput["ReadCapacityUnits"]), int(throughput["WriteCapacityUnits"])) == (100, 100)


def test_e4_the_bucket_keeps_versions(tap: SimpleNamespace) -> None:
    assert tap.client("s3").get_bucket_versioning(Bucket=tap.outputs["BucketName"])["Status"] == "Enabled"


def test_e6_functions_carry_the_tags_and_log(tap: SimpleNamespace) -> None:
    functions = tap.client("lambda")
    for output in ["IngestFunctionName", "ApiFunctionName"]:
        arn = functions.get_function(FunctionName=tap.outputs[output])["Configuration"]["FunctionArn"]
        tags = functions.list_tags(Resource=arn)["Tags"]
        assert (tags["project"], tags["stage"]) == (PARAMETERS["Project"], PARAMETERS["Stage"])
    ingested(tap, "in/logged.csv", b"id\n1\n")
    [group] = [name for name in log_groups(tap) if "ProcessorLogs" in name]
    events = eventually(lambda: tap.client("logs").filter_log_events(logGroupName=group)["events"])
    assert any("_aws" in event["message"] for event in events)


def test_e1_a_parameter_that_the_template_does_not_have_is_refused_before_anything_is_made(endpoint: str) -> None:
    emulated = Emulated(endpoint)
    with pytest.raises(pulumi.RunError, match="tap:parameters has Stages, which the template does not: take some of AlarmEmail, "):
        up(emulated, "production", {"tap:parameters": {"Stages": "production"}})
    assert {args.typ for args in emulated.registered} <= {"pulumi:providers:aws", "tap:index:TapStack"}


def test_e1_a_release_that_is_not_there_is_told_with_the_command_that_makes_it(endpoint: str) -> None:
    with pytest.raises(pulumi.RunError, match="there is no release in .*elsewhere .*npm run -s release-template"):
        up(Emulated(endpoint), "production", {"tap:release": "elsewhere"})


def test_e1_a_deployment_that_fails_is_an_error_with_its_reason_and_the_stack_goes_by_itself(endpoint: str) -> None:
    with running_emulator() as apart:
        emulated = Emulated(apart)
        with pytest.raises(Exception, match="stack orders was not created: "):
            up(emulated, "production", {"tap:parameters": {**PARAMETERS, **LOCALLY, "BucketName": "orders-assets"}})
        assert stacks_of(emulated) == []


def test_e1_it_is_deleted_with_nothing_left(tap: SimpleNamespace) -> None:
    tap.emulated.down()
    assert stacks_of(tap.emulated) == []
    retained = ["node", ROOT / "assets" / "cli" / "index.mjs", "retained", "--stack", "orders", "--region", tap.emulated.region, "--delete", "--yes"]
    environment = {**os.environ, "AWS_ENDPOINT_URL": tap.emulated.endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    subprocess.run(retained, check=True, env=environment, timeout=120)
    assert tap.client("s3").list_buckets()["Buckets"] == []
    assert tap.client("dynamodb").list_tables()["TableNames"] == []
    assert tap.client("lambda").list_functions()["Functions"] == []
    assert tap.client("sqs").list_queues().get("QueueUrls", []) == []
    # API Gateway's logging role is the account's: others may use it by now.
    roles = [role["RoleName"] for role in tap.client("iam").list_roles()["Roles"]]
    assert roles == [f"serverless-ingest-api-gateway-logs-{tap.emulated.region}"]
    assert log_groups(tap) == []


def log_groups(tap: SimpleNamespace) -> list[str]:
    return [group["logGroupName"] for group in tap.client("logs").describe_log_groups()["logGroups"]]


def stacks_of(emulated: Emulated) -> list[str]:
    stacks = emulated.client("cloudformation").describe_stacks()["Stacks"]
    return [stack["StackName"] for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"]
