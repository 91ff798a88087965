"""Live updates: commands come in by HTTP, panels go out by Socket.IO."""
