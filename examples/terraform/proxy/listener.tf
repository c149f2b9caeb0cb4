resource "aws_lb_target_group" "proxy" {
  name                 = var.name
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

# ECS registers tasks only in a target group that some rule leads to. No caller sends this header. The listener itself, and its default action, are not this module's.
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
