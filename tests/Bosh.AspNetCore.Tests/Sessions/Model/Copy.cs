using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>One sending of a request, and its HTTP exchange.</summary>
internal sealed class Copy(Request request)
{
    public Request Request { get; } = request;

    public long Rid => Request.Rid;

    /// <summary>Whether the client knows nothing of it: a stranger sent it, or a page that is gone.</summary>
    public bool IsForeign { get; init; }

    /// <summary>What it became when it arrived.</summary>
    public HeldRequest? Held { get; set; }

    public TimeSpan ArrivedAt { get; set; }

    /// <summary>Whether its rid had been answered when it arrived.</summary>
    public bool IsReplay { get; set; }

    /// <summary>Whether it had no place in the session.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether its key was wrong: it is answered, and told nothing.</summary>
    public bool HasWrongKey { get; set; }

    /// <summary>When its answer was seen.</summary>
    public TimeSpan? AnsweredAt { get; set; }

    /// <summary>Whether a later sending of the same request has arrived: nobody listens to this one's answer.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>Whether its client went away before it was answered.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether its answer has been written, or could not be.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Whether the session has answered it, seen or not.</summary>
    public bool IsAnswered => Held is { Answer.IsCompleted: true };

    /// <summary>Whether its client waits for an answer.</summary>
    public bool IsWaiting => AnsweredAt is null && !IsGone;
}
