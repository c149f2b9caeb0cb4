# Callers' port and operators' port of the proxy's tasks.
locals {
  port        = 8080
  report_port = 9901
  environment = {
    PORT                = "8080"
    ADMIN_PORT          = "9901"
    ADMIN_HOST          = "same"
    LEGACY_URL          = var.legacy_url
    UNLEASH_URL         = var.unleash_url
    BANYAN_ROUTE_GROUPS = "[]"
  }
  secrets = {
    UNLEASH_TOKEN      = var.unleash_client_token_arn
    BANYAN_ADMIN_TOKEN = var.admin_token_arn
  }
}

module "task" {
  source         = "../task"
  name           = var.name
  image          = var.image
  repository_arn = var.repository_arn
  architecture   = var.architecture
  cpu            = var.cpu
  memory         = var.memory
  ports          = [local.port, local.report_port]
  environment    = merge(local.environment, var.environment)
  secrets        = merge(local.secrets, var.secrets)
  health_check   = ["node", "dist/proxy/check-health.js"]
}

resource "aws_ecs_service" "proxy" {
  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = module.task.arn
  desired_count                      = var.scale.min
  launch_type                        = "FARGATE"
  health_check_grace_period_seconds  = 60
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "ENABLED"
  depends_on                         = [aws_lb_listener_rule.operators]

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.proxy.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.proxy.arn
    container_name   = var.name
    container_port   = local.port
  }
  service_registries {
    registry_arn = aws_service_discovery_service.proxy.arn
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Banyan tells the proxies their route groups by new revisions, and how many there are is Auto Scaling's to say.
  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }
}
