terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

locals {
  name        = "banyan-proxy"
  port        = 8080
  report_port = 9901
}

resource "aws_security_group" "proxy" {
  name        = local.name
  description = "Banyan proxy"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "callers" {
  security_group_id            = aws_security_group.proxy.id
  description                  = "callers"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = var.load_balancer_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "engine" {
  security_group_id            = aws_security_group.proxy.id
  description                  = "reports and overrides"
  ip_protocol                  = "tcp"
  from_port                    = local.report_port
  to_port                      = local.report_port
  referenced_security_group_id = var.engine_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.proxy.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_cloudwatch_log_group" "proxy" {
  name              = "/ecs/${local.name}"
  retention_in_days = 30
}

# Reads the two secrets and writes the log. The task itself may do nothing, and so has no role.
resource "aws_iam_role" "execution" {
  name = "${local.name}-execution"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.proxy.arn}:*" },
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = [var.unleash_client_token_arn, var.admin_token_arn] },
    ]
  })
}

resource "aws_ecs_task_definition" "proxy" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.execution.arn
  container_definitions = jsonencode([
    {
      name         = "banyan-proxy"
      image        = var.image
      essential    = true
      stopTimeout  = 30
      portMappings = [{ containerPort = 8080 }, { containerPort = 9901 }]
      environment = [
        { name = "PORT", value = "8080" },
        { name = "ADMIN_PORT", value = "9901" },
        { name = "ADMIN_HOST", value = "same" },
        { name = "LEGACY_URL", value = var.legacy_url },
        { name = "CALLER", value = var.caller },
        { name = "UNLEASH_URL", value = var.unleash_url },
        { name = "BANYAN_ROUTE_GROUPS", value = "[]" },
      ]
      secrets = [
        { name = "UNLEASH_TOKEN", valueFrom = var.unleash_client_token_arn },
        { name = "BANYAN_ADMIN_TOKEN", valueFrom = var.admin_token_arn },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.proxy.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "proxy"
        }
      }
    }
  ])
}

resource "aws_service_discovery_service" "proxy" {
  name = local.name
  dns_config {
    namespace_id   = var.namespace_id
    routing_policy = "MULTIVALUE"
    dns_records {
      type = "A"
      ttl  = 10
    }
  }
  health_check_custom_config {
    failure_threshold = 1
  }
}

resource "aws_lb_target_group" "proxy" {
  name                 = local.name
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = local.port
  deregistration_delay = 30
  health_check {
    path                = "/banyan/healthz"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

# ECS registers tasks only in a target group that some rule leads to. No caller sends this header.
resource "aws_lb_listener_rule" "operators" {
  listener_arn = var.listener_arn
  priority     = var.priority
  condition {
    http_header {
      http_header_name = "x-banyan-operator"
      values           = ["proxy"]
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.proxy.arn
  }
}

resource "aws_ecs_service" "proxy" {
  name                               = local.name
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.proxy.arn
  desired_count                      = var.tasks
  launch_type                        = "FARGATE"
  health_check_grace_period_seconds  = 60
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  depends_on                         = [aws_lb_listener_rule.operators]

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.proxy.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.proxy.arn
    container_name   = "banyan-proxy"
    container_port   = 8080
  }
  service_registries {
    registry_arn = aws_service_discovery_service.proxy.arn
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Banyan tells the proxies their route groups by new revisions.
  lifecycle {
    ignore_changes = [task_definition]
  }
}

# Whoever runs banyan may what these migrations need, and nothing else.
resource "aws_iam_role" "engine" {
  count              = var.engine_policy == null ? 0 : 1
  name               = "banyan-engine"
  assume_role_policy = var.engine_assume_role_policy
}

resource "aws_iam_role_policy" "engine" {
  count  = var.engine_policy == null ? 0 : 1
  name   = "banyan"
  role   = aws_iam_role.engine[0].id
  policy = var.engine_policy
}
