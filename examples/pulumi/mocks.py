"""
Pulumi's mock runtime, with mocks that do what the AWS provider would: each resource that the program registers is made
on the emulator by boto3, and what the provider would tell of it is read back.
"""

import asyncio
import json
import re
import runpy
from pathlib import Path
from typing import Any

import boto3
import pulumi
import yaml
from botocore.config import Config
from pulumi.runtime import mocks, rpc, run_in_stack, set_all_config

FOLDER = Path(__file__).parent
PROJECT = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())
CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


class Emulated(mocks.Mocks):
    """The AWS provider, on the emulator."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.region = ""
        self.registered: list[mocks.MockResourceArgs] = []

    def client(self, service: str) -> Any:
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=120)
        return boto3.client(service, endpoint_url=self.endpoint, region_name=self.region, config=config, **CREDENTIALS)

    def call(self, args: mocks.MockCallArgs) -> Any:
        raise NotImplementedError(f"the program asks for {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict]:
        self.registered.append(args)
        make = {
            "pulumi:providers:aws": self.provider,
            "tap:index:TapStack": lambda name, inputs: (None, {}),
            "aws:s3/bucket:Bucket": self.bucket,
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": self.access_block,
            "aws:s3/bucketObjectv2:BucketObjectv2": self.file,
            "aws:cloudformation/stack:Stack": self.stack,
        }[args.typ]
        made, state = make(args.name, args.inputs)
        return made, {**args.inputs, **state}

    def provider(self, name: str, inputs: dict) -> tuple[str, dict]:
        self.region = inputs["region"]
        self.tags = json.loads(inputs["defaultTags"])["tags"]
        return name, {}

    def bucket(self, name: str, inputs: dict) -> tuple[str, dict]:
        s3 = self.client("s3")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": self.region})
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": self._tags()})
        return name, {"bucket": name, "bucketRegionalDomainName": f"{name}.s3.{self.region}.amazonaws.com"}

    def access_block(self, name: str, inputs: dict) -> tuple[str, dict]:
        blocked = {rule[0].upper() + rule[1:]: value for rule, value in inputs.items() if rule != "bucket"}
        self.client("s3").put_public_access_block(Bucket=inputs["bucket"], PublicAccessBlockConfiguration=blocked)
        return inputs["bucket"], {}

    def file(self, name: str, inputs: dict) -> tuple[str, dict]:
        content = inputs["content"].encode() if "content" in inputs else Path(inputs["source"].path).read_bytes()
        self.client("s3").put_object(Bucket=inputs["bucket"], Key=inputs["key"], Body=content)
        return inputs["key"], {}

    def stack(self, name: str, inputs: dict) -> tuple[str, dict]:
        formation = self.client("cloudformation")
        formation.create_stack(
            StackName=name,
            TemplateURL=re.sub(r"^https://([^.]+)\.s3\.[^/]+", rf"{self.endpoint}/\1", inputs["templateUrl"]),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in inputs["parameters"].items()],
            Capabilities=inputs["capabilities"],
            OnFailure=inputs["onFailure"],
            TimeoutInMinutes=int(inputs["timeoutInMinutes"]),
            Tags=self._tags(),
        )
        try:
            formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 240})
        except Exception as error:
            events = formation.describe_stack_events(StackName=name)["StackEvents"]
            reasons = [event.get("ResourceStatusReason", "") for event in events if event["ResourceStatus"] == "CREATE_FAILED"]
            raise RuntimeError(f"stack {name} was not created: {'; '.join(reasons)}") from error
        self._complete()
        [stack] = formation.describe_stacks(StackName=name)["Stacks"]
        return stack["StackId"], {"outputs": {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}}

    def down(self) -> None:
        """What `pulumi destroy` does: the last made goes first."""
        for args in reversed(self.registered):
            if args.typ == "aws:cloudformation/stack:Stack":
                formation = self.client("cloudformation")
                formation.delete_stack(StackName=args.name)
                formation.get_waiter("stack_delete_complete").wait(StackName=args.name, WaiterConfig={"Delay": 1, "MaxAttempts": 240})
            elif args.typ == "aws:s3/bucketObjectv2:BucketObjectv2":
                self.client("s3").delete_object(Bucket=args.inputs["bucket"], Key=args.inputs["key"])
            elif args.typ == "aws:s3/bucket:Bucket":
                self.client("s3").delete_bucket(Bucket=args.name)

    def _tags(self) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self.tags.items()]

    def _complete(self) -> None:
        """A parameter of the type Number reaches the emulator's poller as text, which it cannot compare."""
        functions = self.client("lambda")
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": 100})


class Monitor(mocks.MockMonitor):
    """Remembers what the program exports."""

    exported: dict[str, Any] = {}

    def RegisterResourceOutputs(self, request: Any) -> Any:
        if "pulumi:pulumi:Stack" in request.urn:
            self.exported = rpc.deserialize_properties(request.outputs)
        return super().RegisterResourceOutputs(request)


def up(emulated: Emulated, stack: str, overrides: dict[str, Any]) -> dict[str, Any]:
    """Runs the program with the configuration of a stack, as `pulumi up` does, and returns what it exports."""
    monitor = Monitor(emulated)
    config = {**yaml.safe_load((FOLDER / f"Pulumi.{stack}.yaml").read_text())["config"], **overrides}
    set_all_config({key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()})
    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(emulated, project=PROJECT["name"], stack=stack, preview=False, monitor=monitor)
    pulumi.runtime.settings.ROOT.set(None)
    asyncio.get_event_loop().run_until_complete(run_in_stack(lambda: runpy.run_path(str(FOLDER / PROJECT["main"]), run_name="__main__")))
    return monitor.exported
