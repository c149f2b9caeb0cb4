data "aws_region" "here" {}

# One container that can change nothing of its own: no capabilities, no writable file.
locals {
  container = {
    name                   = var.name
    image                  = var.image
    essential              = true
    command                = var.command
    portMappings           = [for port in var.ports : { containerPort = port }]
    environment            = [for name, value in var.environment : { name = name, value = value }]
    secrets                = [for name, arn in var.secrets : { name = name, valueFrom = arn }]
    healthCheck            = local.health_check
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    stopTimeout            = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.task.name
        awslogs-region        = data.aws_region.here.region
        awslogs-stream-prefix = var.name
      }
    }
  }
  # ECS does not look at the image's own.
  health_check = var.health_check == null ? null : {
    command     = concat(["CMD"], var.health_check)
    interval    = 30
    timeout     = 5
    retries     = 3
    startPeriod = 15
  }
}

resource "aws_cloudwatch_log_group" "task" {
  name              = "/ecs/${var.name}"
  retention_in_days = 30
}

resource "aws_ecs_task_definition" "task" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.role_arn
  # What is not set is left out, as ECS describes it.
  container_definitions = jsonencode([{ for member, value in local.container : member => value if value != null }])

  runtime_platform {
    cpu_architecture        = var.architecture
    operating_system_family = "LINUX"
  }
}
