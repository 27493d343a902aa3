using System.Globalization;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What is sent with one rid. Two that are equal are the same bytes.</summary>
/// <param name="Rid">The rid.</param>
/// <param name="Payload">The payload, as it is to reach the server.</param>
/// <param name="Pause">The pause that it asks for, in seconds.</param>
/// <param name="IsTerminate">Whether it ends the session.</param>
/// <param name="IsRestart">Whether it restarts the stream.</param>
internal sealed record Request(long Rid, string Payload, int? Pause = null, bool IsTerminate = false, bool IsRestart = false)
{
    /// <summary>Whether it may be one too many (XEP-0124, Overactivity).</summary>
    public bool IsFarewell => IsTerminate || Pause is not null;

    public BodyElement ToBody() => SessionHarness.Body((int)(Rid - SessionHarness.First), Payload, Attributes());

    private string Attributes()
        => (Pause is int seconds ? string.Create(CultureInfo.InvariantCulture, $"pause='{seconds}' ") : "")
            + (IsTerminate ? "type='terminate' " : "")
            + (IsRestart ? "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh' " : "");
}
