using System.Globalization;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What is sent with one rid. Two that are equal are the same bytes.</summary>
/// <param name="Rid">The rid.</param>
/// <param name="Payload">The payload, as it is to reach the server.</param>
/// <param name="Pause">The pause that it asks for, in seconds.</param>
/// <param name="IsTerminate">Whether it ends the session, or the stream that it names.</param>
/// <param name="IsRestart">Whether it restarts a stream, or all.</param>
/// <param name="Stream">The stream that it names.</param>
/// <param name="To">The domain that it asks for a stream to.</param>
internal sealed record Request(
    long Rid, string Payload, int? Pause = null, bool IsTerminate = false, bool IsRestart = false, string? Stream = null, string? To = null)
{
    /// <summary>Up to where it says that its client has the answers.</summary>
    public long? Ack { get; init; }

    public string? Key { get; init; }

    public string? NewKey { get; init; }

    /// <summary>Whether it asks for nothing but an answer.</summary>
    public bool IsPlain => Payload.Length == 0 && !IsFarewell && !IsRestart;

    /// <summary>Whether it may be one too many (XEP-0124, Overactivity).</summary>
    public bool IsFarewell => IsTerminate || Pause is not null;

    public BodyElement ToBody() => SessionHarness.Body((int)(Rid - SessionHarness.First), Payload, Attributes());

    private string Attributes()
        => Attribute("pause", Pause?.ToString(CultureInfo.InvariantCulture))
            + Attribute("type", IsTerminate ? "terminate" : null)
            + (IsRestart ? "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh' " : "")
            + Attribute("stream", Stream)
            + Attribute("to", To)
            + Attribute("ack", Ack?.ToString(CultureInfo.InvariantCulture))
            + Attribute("key", Key)
            + Attribute("newkey", NewKey);

    private static string Attribute(string name, string? value) => value is null ? "" : $"{name}='{value}' ";
}
