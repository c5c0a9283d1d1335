"""A server that speaks S3 and checks who asks: moto. Prints its address and keys as one line of JSON; ends with its input."""

import json
import os
import sys

# Requests that are not checked: those below.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "6"

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
anyone = {"region_name": "us-east-1", "aws_access_key_id": "setup", "aws_secret_access_key": "setup"}
iam = boto3.client("iam", endpoint_url=url, **anyone)


def user(name, actions):
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


owner = user("owner", ["s3:*"])
reader = user("reader", ["s3:GetObject"])
print(json.dumps({"port": port, "owner": owner, "reader": reader}), flush=True)
sys.stdin.read()
