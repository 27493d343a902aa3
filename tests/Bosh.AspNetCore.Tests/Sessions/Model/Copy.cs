using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>One sending of a request.</summary>
internal sealed class Copy(long rid, string payload)
{
    public long Rid { get; } = rid;

    public string Payload { get; } = payload;

    /// <summary>What it became when it arrived.</summary>
    public HeldRequest? Held { get; set; }

    /// <summary>When its answer was given.</summary>
    public TimeSpan? AnsweredAt { get; set; }

    /// <summary>Whether a later sending of the same request has arrived: nobody listens to this one's answer.</summary>
    public bool IsSuperseded { get; set; }

    public bool IsAnswered => Held is { Answer.IsCompleted: true };
}
