resource "aws_security_group" "proxy" {
  name        = var.name
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

resource "aws_service_discovery_service" "proxy" {
  name = var.name
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
