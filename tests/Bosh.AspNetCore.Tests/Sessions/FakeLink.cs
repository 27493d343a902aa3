using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>A connection to a server that writes down what it is told.</summary>
internal sealed class FakeLink : IUpstreamLink
{
    private readonly StringBuilder _sent = new();

    public long QueuedBytes { get; set; }

    /// <summary>Whether the server takes what it is sent. What it does not take is queued.</summary>
    public bool IsTaking { get; set; } = true;

    public Task Completion => Task.CompletedTask;

    /// <summary>All that was sent so far; a restart is written as <c>[restart]</c>, the end as <c>[close]</c> or <c>[abandon]</c>.</summary>
    public string Sent => _sent.ToString();

    public int SentLength => _sent.Length;

    public StreamTerms? Restarted { get; private set; }

    public bool IsReading { get; private set; } = true;

    public int Flushes { get; private set; }

    /// <summary>What was sent after the first so many characters.</summary>
    public string SentAfter(int length) => _sent.ToString(length, _sent.Length - length);

    public void Send(ReadOnlyMemory<byte> elements)
    {
        _sent.Append(Encoding.UTF8.GetString(elements.Span));
        QueuedBytes += IsTaking ? 0 : elements.Length;
    }

    public void Restart(StreamTerms terms)
    {
        Restarted = terms;
        _sent.Append("[restart]");
    }

    public void SetReading(bool reading) => IsReading = reading;

    public void Close() => _sent.Append("[close]");

    public void Abandon() => _sent.Append("[abandon]");

    public void Flush() => Flushes++;
}
