"""Calls AWS for somebody who does not speak Python: `call-by-boto3.py ENDPOINT REGION`, with the keys in the environment.

Each line of standard input is a call, {"id", "service", "operation", "input"}; each line of standard output is what came of one,
{"id", "answer"} or {"id", "refused": {"code", "status", "message"}} or, where boto3 itself failed, {"id", "failed"}.
"""
import datetime
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

# The names of boto3's clients, by those in signatures.
NAMES = {'elasticloadbalancing': 'elbv2', 'monitoring': 'cloudwatch'}
# What is wrong must reach the sandbox: it is the one to refuse it.
CONFIG = Config(parameter_validation=False, inject_host_prefix=False, retries={'total_max_attempts': 1})

session = boto3.session.Session(region_name=sys.argv[2])
clients = {}


def call(service, operation, given):
    if service not in clients:
        clients[service] = session.client(NAMES.get(service, service), endpoint_url=sys.argv[1], config=CONFIG)
    answer = getattr(clients[service], xform_name(operation))(**given)
    del answer['ResponseMetadata']
    return answer


def outcome(asked):
    try:
        return {'answer': call(asked['service'], asked['operation'], asked['input'])}
    except ClientError as error:
        told, meta = error.response['Error'], error.response['ResponseMetadata']
        return {'refused': {'code': told['Code'], 'status': meta['HTTPStatusCode'], 'message': told['Message']}}
    except Exception as error:  # pylint: disable=broad-except
        return {'failed': f'{type(error).__name__}: {error}'}


def as_text(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if hasattr(value, 'read'):
        return value.read().decode()
    raise TypeError(type(value).__name__)


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({'id': asked['id'], **outcome(asked)}, default=as_text), flush=True)
