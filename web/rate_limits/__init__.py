"""How often somebody may ask: four classes of requests, each with its limit."""

from __future__ import annotations

from web.rate_limits.limiter import RateClass, RateLimiter
from web.rate_limits.logins import LoginLimiter

__all__ = ["LoginLimiter", "RateClass", "RateLimiter"]
