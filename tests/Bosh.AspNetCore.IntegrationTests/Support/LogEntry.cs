namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>One line of a log, its scopes and values included in the text.</summary>
internal sealed record LogEntry(LogLevel Level, string Category, string Text);
