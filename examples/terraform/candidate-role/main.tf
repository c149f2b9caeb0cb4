# What ECS starts the candidates' tasks by: `aws.executionRole` of banyan.config.json. It pulls their images, reads their secrets and writes their logs, below /banyan/.
resource "aws_iam_role" "candidate" {
  name = var.name
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

data "aws_region" "here" {}
data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}

locals {
  log_groups = "arn:${data.aws_partition.here.partition}:logs:${data.aws_region.here.region}:${data.aws_caller_identity.here.account_id}:log-group:/banyan/*"
}

resource "aws_iam_role_policy" "candidate" {
  name = "start"
  role = aws_iam_role.candidate.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Effect = "Allow", Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource = [local.log_groups] },
        { Effect = "Allow", Action = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = var.repository_arns },
        { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      ],
      length(var.secret_arns) == 0 ? [] : [
        { Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], Resource = var.secret_arns },
      ],
    )
  })
}

resource "aws_cloudwatch_log_group" "candidate" {
  for_each          = var.logs_of
  name              = "/banyan/${each.value}"
  retention_in_days = 30
}
