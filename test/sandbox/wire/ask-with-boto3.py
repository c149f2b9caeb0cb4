"""Asks the sandbox through boto3 and prints what came of it as JSON: `ask-with-boto3.py ENDPOINT`."""
import datetime
import json
import sys

import boto3
from botocore.exceptions import ClientError
from botocore.loaders import Loader

RIGHT = {'aws_access_key_id': 'sandbox', 'aws_secret_access_key': 'sandbox-secret'}
WRONG_SECRET = {**RIGHT, 'aws_secret_access_key': 'guess'}
UNKNOWN_KEY = {**RIGHT, 'aws_access_key_id': 'somebody'}

load = Loader.load_service_model
session = boto3.session.Session()


def client(service, keys):
    return session.client(service, endpoint_url=sys.argv[1], region_name='us-east-1', **keys)


def speak_to_cloudwatch_in(protocol):
    def speaking(self, name, type_name, *rest, **more):
        model = load(self, name, type_name, *rest, **more)
        if (name, type_name) == ('cloudwatch', 'service-2'):
            model['metadata'].update(protocol=protocol, protocols=[protocol])
        return model

    Loader.load_service_model = speaking


def outcome(call, **given):
    try:
        answer = call(**given)
        status = answer.pop('ResponseMetadata')['HTTPStatusCode']
        return [status, answer]
    except ClientError as error:
        return [error.response['ResponseMetadata']['HTTPStatusCode'], error.response['Error']['Code']]


asked = {}
for who, keys in {'right': RIGHT, 'wrong secret': WRONG_SECRET, 'unknown key': UNKNOWN_KEY}.items():
    asked[who] = {
        'elbv2': outcome(client('elbv2', keys).describe_tags, ResourceArns=['a']),
        'ecs': outcome(client('ecs', keys).list_clusters),
        'sts': outcome(client('sts', keys).get_caller_identity),
    }
for protocol in ['smithy-rpc-v2-cbor', 'json', 'query']:
    speak_to_cloudwatch_in(protocol)
    cloudwatch = client('cloudwatch', RIGHT)
    data = [{'MetricName': f'm{n}-' + 'long' * 20, 'Value': n + 0.5, 'Timestamp': datetime.datetime.fromtimestamp(1800000000, datetime.timezone.utc)} for n in range(200)]
    asked[protocol] = {
        'put': outcome(cloudwatch.put_metric_data, Namespace='shop', MetricData=data),
        'list': outcome(cloudwatch.list_metrics),
        'not there': outcome(cloudwatch.list_dashboards),
        'wrong secret': outcome(client('cloudwatch', WRONG_SECRET).list_metrics),
    }
print(json.dumps(asked))
