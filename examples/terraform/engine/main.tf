locals {
  name = "banyan-engine"
  # Of the page.
  port = 7417
  secrets = {
    UNLEASH_ADMIN_TOKEN    = var.unleash_admin_token_arn
    BANYAN_ADMIN_TOKEN     = var.admin_token_arn
    BANYAN_DASHBOARD_TOKEN = var.dashboard_token_arn
  }
}

module "task" {
  source         = "../task"
  name           = local.name
  image          = var.image
  repository_arn = var.repository_arn
  architecture   = var.architecture
  cpu            = 256
  memory         = 1024
  ports          = [local.port]
  secrets        = local.secrets
  command        = concat(["serve", "--run", "--host", "0.0.0.0", "--port", tostring(local.port)], var.host_name == null ? [] : ["--name", var.host_name])
  role_arn       = var.role_arn
}

# One is enough: what is under way stays where it is while there is none, and of two the journal lets one move.
resource "aws_ecs_service" "engine" {
  name                               = local.name
  cluster                            = var.cluster_arn
  task_definition                    = module.task.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  network_configuration {
    subnets         = var.subnets
    security_groups = [var.security_group_id]
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
