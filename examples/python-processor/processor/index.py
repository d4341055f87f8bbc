"""Reads CSV in Python by the commit protocol of serverless-ingest-api: claim, read, write, publish.

A message says that a key may have changed; the bucket says what it is now. Rows are written under the number of the claim, where nobody
looks yet, and one conditional write shows them. So duplicates, kills and messages in any order need no further care.
"""
import base64
import csv
import hashlib
import io
import json
import os
from datetime import datetime, timezone
from urllib.parse import unquote_plus

import boto3
from botocore.exceptions import ClientError

BUCKET = os.environ["SOURCE_BUCKET_NAME"]
SOURCE = json.loads(os.environ["INGEST_SOURCE"])
RECORDS = json.loads(os.environ["INGEST_RECORDS"])
MAX_RECEIVES = int(os.environ["INGEST_MAX_RECEIVES"])
TABLE = boto3.resource("dynamodb").Table(os.environ["DYNAMODB_TABLE_NAME"])
S3 = boto3.client("s3")

INDEX_SHARDS = 4
ROWS_PER_BLOCK = 100
MAX_KEPT_REJECTS = 10


class Superseded(Exception):
    """A newer claim exists and will publish what it finds."""


def handler(event, context):
    failed = []
    for record in event["Records"]:
        is_last = int(record["attributes"]["ApproximateReceiveCount"]) >= MAX_RECEIVES
        try:
            for key, force in hints(json.loads(record["body"])):
                commit(key, force, is_last)
        except Superseded:
            pass
        except Exception as error:  # whatever it was: the message comes again, and in the end goes to the dead-letter queue
            print(json.dumps({"level": "ERROR", "message": "message failed", "messageId": record["messageId"], "error": repr(error)}))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def hints(body):
    """Keys that may have changed, and whether each is to be read again in any case: from S3, EventBridge, or the library itself."""
    if body.get("Event") == "s3:TestEvent":
        return
    if "Records" in body:
        found = [(r["s3"]["bucket"]["name"], unquote_plus(r["s3"]["object"]["key"]), False) for r in body["Records"]]
    elif "detail" in body:
        found = [(body["detail"]["bucket"]["name"], body["detail"]["object"]["key"], False)]
    elif body.get("source") == "serverless-ingest-api" and body.get("kind") == "hint":
        found = [(body["bucket"], body["key"], body.get("force", False))]
    else:
        raise ValueError("the message is of no known kind")
    for bucket, key, force in found:
        if bucket != BUCKET:
            raise ValueError(f"an event of the bucket {bucket} came to the ingest of {BUCKET}")
        suffixes = SOURCE["suffixes"]
        if key.startswith(SOURCE["prefix"]) and (not suffixes or key.endswith(tuple(suffixes))):
            yield key, force


def commit(key, force, is_last):
    item = claim(key)
    published = item.get("published", {})
    try:
        answer = S3.get_object(Bucket=BUCKET, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchKey", "404"):
            raise
        if published.get("status") != "DELETED":
            publish(item, "", {}, {**counts(), "status": "DELETED"})
        return
    metadata = {**describe(answer), "tags": tags_of(key, answer)}
    identity = identity_of(metadata)
    if published.get("identity") == identity and not force:
        if "latest" in item:
            fenced(item, published["status"], "REMOVE latest SET", {}, published["committedAt"])
        return
    note(item, identity, metadata, "PROCESSING", None)
    try:
        result = write_rows(item, answer["Body"], answer["LastModified"])
    except Exception as error:
        note(item, identity, metadata, "FAILED" if is_last else "PROCESSING", str(error))
        raise
    publish(item, identity, metadata, result)


def write_rows(item, body, last_modified):
    """Every record becomes a row; what has not as many fields as the header is counted with its line."""
    parsed, rejected = 0, []
    row = rejected_count = 0
    try:
        lines = csv.reader(io.TextIOWrapper(body, encoding="utf-8-sig", newline=""), strict=True)
        header = next(lines, [])
        with TABLE.batch_writer() as batch:
            for fields in lines:
                if not fields:
                    continue
                parsed += 1
                if len(fields) != len(header):
                    rejected_count += 1
                    rejected.append(error_at(lines.line_num, f"the record has {len(fields)} fields and the header has {len(header)}"))
                    continue
                record = dict(zip(header, fields))
                try:
                    expires = expiry(record, last_modified)
                except ValueError:
                    rejected_count += 1
                    rejected.append(error_at(lines.line_num, f"{RECORDS['rowTtl']['from']['column']} is no time"))
                    continue
                row += 1
                batch.put_item(Item={
                    "pk": f"{item['pk']}#{item['rev']}#0#{(row - 1) // ROWS_PER_BLOCK}",
                    "sk": f"{row:010d}",
                    "data": json.dumps(record, ensure_ascii=False, separators=(",", ":")),
                    **({} if expires is None else {"expiresAt": expires}),
                })
    except (UnicodeDecodeError, csv.Error) as error:
        return {**counts(parsed, 0, rejected_count, [error_at(lines.line_num + 1, str(error))]), "status": "QUARANTINED"}
    too_many = rejected_count > parsed * RECORDS["maxErrorRate"]
    status = "EMPTY" if parsed == 0 else "QUARANTINED" if too_many else "COMMITTED"
    # Readers must know that rows may be gone before their object is, or they would take a gap for a fault.
    expire = {"rowsExpire": True} if "rowTtl" in RECORDS else {}
    return {**counts(parsed, row, rejected_count, rejected), **expire, "status": status}


def expiry(record, last_modified):
    """When a row is no longer shown, in seconds since 1970: after now, after the last change, or by a column, in which it may say nothing."""
    ttl = RECORDS.get("rowTtl")
    if ttl is None:
        return None
    if ttl["from"] == "now":
        start = datetime.now(timezone.utc).timestamp()
    elif ttl["from"] == "lastModified":
        start = last_modified.timestamp()
    else:
        value = record.get(ttl["from"]["column"], "")
        if value == "":
            return None
        start = int(value) if value.isdecimal() else instant(value)
    return int(start) + ttl["seconds"]


def instant(text):
    """A date, or a time, which is UTC where it does not say otherwise."""
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()


def claim(key):
    """Adds 1 to the key's rev, which is ours from then on."""
    object_id = base64.urlsafe_b64encode(hashlib.sha256(f"{BUCKET}\0{key}".encode()).digest()).decode()[:32]
    return TABLE.update_item(
        Key={"pk": object_id, "sk": "ledger"},
        UpdateExpression="SET #bucket = :bucket, objectKey = :key, byKeyPk = :byKey, byStatusPk = if_not_exists(byStatusPk, :byStatus) ADD rev :one",
        ExpressionAttributeNames={"#bucket": "bucket"},
        ExpressionAttributeValues={
            ":bucket": BUCKET,
            ":key": key,
            ":byKey": f"{BUCKET}#{shard_of(object_id)}",
            ":byStatus": f"{BUCKET}#PROCESSING#{shard_of(object_id)}",
            ":one": 1,
        },
        ReturnValues="ALL_NEW",
    )["Attributes"]


def note(item, identity, metadata, status, error):
    """Shows an attempt that is not finished, or that failed."""
    latest = {**metadata, "rev": item["rev"], "identity": identity, "status": status, "startedAt": now(), "attempts": attempts(item, identity), "error": error}
    failed = status == "FAILED"
    if failed:
        latest["failedAt"] = now()
    fenced(item, status, "SET latest = :latest,", {":latest": latest}, latest["failedAt"] if failed else None)


def publish(item, identity, metadata, result):
    """Makes the rows of this claim those that readers see."""
    lag = None
    if metadata:
        lag = max(0, round((datetime.now(timezone.utc) - datetime.fromisoformat(metadata["lastModified"].replace("Z", "+00:00"))).total_seconds() * 1000))
    published = {
        **metadata, **result, "rev": item["rev"], "identity": identity, "committedAt": now(), "attempts": attempts(item, identity), "lagMs": lag,
    }
    fenced(item, result["status"], "REMOVE latest SET published = :published,", {":published": published}, published["committedAt"])


def fenced(item, status, change, values, final_at):
    """Holds only while the claim is the newest. What has a final status has a place in the list by time."""
    places = {":finalAt": f"{final_at}#{item['pk']}"} if final_at else {}
    try:
        TABLE.update_item(
            Key={"pk": item["pk"], "sk": "ledger"},
            UpdateExpression=f"{change} byStatusPk = :byStatus{', finalAt = :finalAt' if final_at else ' REMOVE finalAt'}",
            ConditionExpression="rev = :rev",
            ExpressionAttributeValues={**values, **places, ":byStatus": f"{BUCKET}#{status}#{shard_of(item['pk'])}", ":rev": item["rev"]},
        )
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        raise Superseded from None


def describe(answer):
    version = answer.get("VersionId")
    return {
        "size": answer["ContentLength"],
        "etag": answer["ETag"].strip('"'),
        "versionId": None if version == "null" else version,
        "contentType": answer.get("ContentType"),
        "checksum": None,
        "userMetadata": answer["Metadata"],
        "lastModified": answer["LastModified"].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }


def tags_of(key, answer):
    """Those of the version that was read; None where S3 counts some and does not tell them."""
    if not answer.get("TagCount"):
        return {}
    version = {"VersionId": answer["VersionId"]} if answer.get("VersionId", "null") != "null" else {}
    try:
        return {tag["Key"]: tag["Value"] for tag in S3.get_object_tagging(Bucket=BUCKET, Key=key, **version)["TagSet"]}
    except ClientError:
        return None


def identity_of(metadata):
    """Names the content: a version id does by itself."""
    if metadata["versionId"]:
        return f"version:{metadata['versionId']}"
    return f"etag:{metadata['etag']}:{metadata['lastModified']}"


def counts(parsed=0, written=0, rejected=0, errors=()):
    return {
        "rowsParsed": parsed,
        "rowsWritten": written,
        "rowsRejected": rejected,
        "firstError": errors[0] if errors else None,
        "rejected": list(errors)[:MAX_KEPT_REJECTS],
    }


def error_at(line, message):
    return {"line": line, "column": 1, "byteOffset": 0, "message": message}


def attempts(item, identity):
    latest = item.get("latest", {})
    return latest["attempts"] + 1 if latest.get("identity") == identity else 1


def shard_of(object_id):
    return base64.urlsafe_b64decode(object_id[:4])[0] % INDEX_SHARDS


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
