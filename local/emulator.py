"""
Runs ministack on a port that nobody else can have: this process opens it, tells its number on file descriptor 3 and
hands the open socket on. It leads a process group of its own, and whoever started it holds the other end of stdin: when
that closes without a word, the group and its files go. The word "keep" lifts that; then SIGTERM does the same.
"""

import asyncio
import contextvars
import csv
import gzip
import io
import json
import os
import resource
import shutil
import signal
import socket
import sys
import threading
import traceback

kept = False


def end(remove_files: bool) -> None:
    if remove_files:
        shutil.rmtree(os.environ["LOCAL_RUN_DIRECTORY"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def follow_parent() -> None:
    global kept
    kept = sys.stdin.readline().strip() == "keep"
    if not kept:
        end(remove_files=True)


def tell_whose_key_it_is() -> None:
    """API Gateway tells a function the id of the caller's API key. ministack checks the key and leaves it out of the event."""
    from ministack.services import apigateway_v1 as gateway

    check, build = gateway._check_api_key, gateway._build_lambda_event_v1
    caller = contextvars.ContextVar("caller")

    def check_api_key(*arguments):
        error, key = check(*arguments)
        caller.set(key)
        return error, key

    def build_event(*arguments, **options):
        event = build(*arguments, **options)
        key = caller.get(None)
        if key:
            event["requestContext"]["identity"].update(apiKeyId=key["id"], apiKey=key["value"])
        return event

    gateway._check_api_key, gateway._build_lambda_event_v1 = check_api_key, build_event


def record_decisions() -> None:
    """Writes down what each role asked for and whether it was let, one line of JSON for each request, before it is answered."""
    from ministack.core import iam_evaluator as iam

    enforce, resolve = iam.enforce, iam.resolve_principal
    caller = contextvars.ContextVar("caller", default=None)
    record = open(os.path.join(os.environ["LOCAL_RUN_DIRECTORY"], "decisions.ndjson"), "a", buffering=1)

    def resolve_principal(*arguments):
        principal = resolve(*arguments)
        caller.set(principal)
        return principal

    def enforce_and_record(access_key_id, iam_action, service, region, resource_arn="*", **options):
        caller.set(None)
        refusal = enforce(access_key_id, iam_action, service, region, resource_arn, **options)
        principal = caller.get()
        if getattr(principal, "type", None) == "AssumedRole":
            decision = {"principal": principal.arn, "action": iam_action, "resource": resource_arn, "allowed": refusal is None}
            record.write(json.dumps(decision) + "\n")
        return refusal

    iam.enforce, iam.resolve_principal = enforce_and_record, resolve_principal


def count_tags_for_head() -> None:
    """S3 says in its answer to HEAD, as in that to GET, how many tags an object has. ministack says it in that to GET alone."""
    from ministack.services import s3

    head = s3._head_object

    def head_object(bucket, key, *arguments):
        status, headers, body = head(bucket, key, *arguments)
        if status == 200:
            version = headers.get("x-amz-version-id")
            headers.update(s3._object_tagging_count_header(bucket, key, None if version == "null" else version))
        return status, headers, body

    s3._head_object = head_object


def read_inventories_in_batches() -> None:
    """A Distributed Map reads S3 inventories, and hands out its items in batches. ministack knows neither, and hands out single items."""
    from ministack.services import s3
    from ministack.services import stepfunctions as steps

    read, run = steps._read_map_items, steps._run_distributed_map
    batcher = contextvars.ContextVar("batcher", default=None)

    def content(bucket, key):
        status, _, body = s3._get_object(bucket, key, {}, {})
        if status != 200:
            raise steps._ExecutionError("States.ItemReaderFailed", f"Access Denied or no such key (Bucket: {bucket}, Key: {key})")
        return body

    def inventory(bucket, key):
        manifest = json.loads(content(bucket, key))
        names = [name.strip() for name in manifest["fileSchema"].split(",")]
        reports = manifest["destinationBucket"].rpartition(":")[2]
        for file in manifest["files"]:
            for row in csv.reader(io.StringIO(gzip.decompress(content(reports, file["key"])).decode())):
                yield dict(zip(names, row))

    def read_items(reader, effective, ctx):
        config = reader.get("ReaderConfig") or {}
        if config.get("InputType") == "MANIFEST":
            place = steps._resolve_params_obj(reader["Parameters"], effective, ctx)
            items = list(inventory(place["Bucket"], place["Key"]))[: config.get("MaxItems")]
        else:
            items = read(reader, effective, ctx)
        rule = batcher.get()
        if not rule:
            return items
        size, given = rule["MaxItemsPerBatch"], steps._resolve_params_obj(rule.get("BatchInput") or {}, effective, ctx)
        return [{"BatchInput": given, "Items": items[at : at + size]} for at in range(0, len(items), size)]

    def run_map(state, *arguments):
        token = batcher.set(state.get("ItemBatcher"))
        try:
            return run(state, *arguments)
        finally:
            batcher.reset(token)

    steps._read_map_items, steps._run_distributed_map = read_items, run_map


def read_numbers_of_parameters() -> None:
    """CloudFormation makes a number of a parameter where a number belongs. ministack leaves it a text, which its poller cannot compare."""
    from ministack.services.cloudformation import provisioners

    create = provisioners._lambda_esm_create

    def create_mapping(logical_id, props, stack_name):
        scaling = {name: int(value) for name, value in props.get("ScalingConfig", {}).items()}
        return create(logical_id, {**props, "ScalingConfig": scaling or None}, stack_name)

    provisioners._RESOURCE_HANDLERS["AWS::Lambda::EventSourceMapping"]["create"] = create_mapping


def split_in_conditions() -> None:
    """A condition may split and join texts. ministack selects from them and does neither."""
    from ministack.services.cloudformation import changesets, engine, handlers, stacks

    evaluate = engine._evaluate_conditions

    def resolved(value, params):
        if isinstance(value, list):
            return [resolved(element, params) for element in value]
        if not isinstance(value, dict):
            return value
        if "Fn::Split" in value:
            delimiter, text = resolved(value["Fn::Split"], params)
            return text.split(delimiter)
        if "Fn::Join" in value:
            delimiter, texts = resolved(value["Fn::Join"], params)
            return delimiter.join(texts)
        if "Ref" in value:
            return params[value["Ref"]]["Value"] if value["Ref"] in params else value
        return {name: resolved(member, params) for name, member in value.items()}

    def evaluate_conditions(template, params):
        return evaluate({**template, "Conditions": resolved(template.get("Conditions", {}), params)}, params)

    for module in (changesets, engine, handlers, stacks):
        module._evaluate_conditions = evaluate_conditions


def main() -> None:
    threading.Thread(target=follow_parent, daemon=True).start()
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most_files, 65536) if most_files > 0 else 65536, most_files))
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    port = listener.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)

    # Only now: ministack reads its environment when it is imported.
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack import app
    from ministack.core import tls

    tell_whose_key_it_is()
    if os.environ["AUTH"] == "true":
        record_decisions()
    count_tags_for_head()
    read_inventories_in_batches()
    read_numbers_of_parameters()
    split_in_conditions()
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.backlog = 1024
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.5
    if tls.use_ssl_enabled():
        config.certfile, config.keyfile = tls.resolve_tls_material()
    with os.fdopen(3, "w") as parent:
        parent.write(f"{port}\n")
    asyncio.run(serve(app.app, config))


if __name__ == "__main__":
    try:
        main()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    end(remove_files=kept)
