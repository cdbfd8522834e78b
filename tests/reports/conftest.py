from tests.demo.shared import demo

__all__ = ["demo"]
