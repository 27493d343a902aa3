using System.Security.Authentication;

namespace Bosh.AspNetCore.Upstream;

/// <summary>What was tried to find a connection, and why it was nothing.</summary>
internal sealed class ConnectFailures
{
    private readonly List<string> _lines = [];

    public bool Any => _lines.Count > 0;

    /// <summary>What they come to: the last word is that of the last one.</summary>
    public UpstreamEnd End { get; private set; } = UpstreamEnd.ConnectFailed;

    /// <summary>Adds an attempt.</summary>
    /// <param name="what">What was tried.</param>
    /// <param name="error">What happened.</param>
    /// <param name="limit">The time that was over, if the error says that it was.</param>
    public void Add(string what, Exception error, string limit)
    {
        End = error switch
        {
            OperationCanceledException => UpstreamEnd.TimedOut,
            AuthenticationException => UpstreamEnd.TlsFailed,
            StreamRefusedException refused => refused.End,
            _ => UpstreamEnd.ConnectFailed,
        };
        _lines.Add($"{what}: {(error is OperationCanceledException ? $"no answer within the {limit}" : ReasonOf(error))}");
    }

    public override string ToString() => _lines.Count == 0 ? "no server is known" : string.Join("; ", _lines);

    /// <summary>What is wrong with a certificate stands in the inner exception alone; the same words twice help nobody.</summary>
    private static string ReasonOf(Exception error)
        => error.InnerException is { Message: var inner } && !error.Message.Contains(inner, StringComparison.Ordinal)
            ? $"{error.Message} ({inner})"
            : error.Message;
}
