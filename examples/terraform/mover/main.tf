locals {
  name = "banyan-mover"
  # Where the engine gives its orders.
  port        = 9090
  environment = { NODE_OPTIONS = "--max-semi-space-size=4", MALLOC_ARENA_MAX = "1", MALLOC_MMAP_THRESHOLD_ = "131072" }
  secrets     = { BANYAN_ADMIN_TOKEN = var.admin_token_arn }
}

module "task" {
  source         = "../task"
  name           = local.name
  image          = var.image
  repository_arn = var.repository_arn
  architecture   = var.architecture
  cpu            = 1024
  memory         = 2048
  ports          = [local.port]
  environment    = local.environment
  secrets        = merge(local.secrets, var.stores)
  command        = ["mover", "--host", "0.0.0.0", "--port", tostring(local.port)]
}

resource "aws_security_group" "mover" {
  name        = local.name
  description = "Banyan mover"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "engine" {
  security_group_id            = aws_security_group.mover.id
  description                  = "orders"
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
  referenced_security_group_id = var.engine_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.mover.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_service_discovery_service" "mover" {
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

# Two tasks, one of which stands by.
resource "aws_ecs_service" "mover" {
  name                               = local.name
  cluster                            = var.cluster_arn
  task_definition                    = module.task.arn
  desired_count                      = 2
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "ENABLED"

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.mover.id]
  }
  service_registries {
    registry_arn = aws_service_discovery_service.mover.arn
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
