using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Sessions whose server offers stream management (XEP-0198).</summary>
public abstract class SessionManagementTest : SessionTest
{
    private protected const string Offer =
        "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>";

    private protected const string Enable = "<enable xmlns='urn:xmpp:sm:3'/>";
    private protected const string Enabled = "<enabled xmlns='urn:xmpp:sm:3'/>";
    private protected const string AckRequest = "<r xmlns='urn:xmpp:sm:3'/>";
    private protected const string Presence = "<presence xmlns='jabber:client'/>";

    private protected static string Ack(int handled) => $"<a xmlns='urn:xmpp:sm:3' h='{handled}'/>";

    /// <summary>A session whose server offers it, and whose client has sent nothing yet but the request that creates it.</summary>
    private protected static SessionHarness Offered(Action<BoshOptions>? configure = null, string attributes = "hold='1' wait='30'")
    {
        var harness = new SessionHarness(configure);
        HeldRequest creation = harness.Create(attributes);
        harness.OpenStream();
        harness.FromServer(Offer);
        harness.Written(creation);
        return harness;
    }

    /// <summary>A session with stream management between us and the server. The client has sent its presence as request 1, which is held.</summary>
    private protected static SessionHarness Managed(
        out HeldRequest held, Action<BoshOptions>? configure = null, string attributes = "hold='1' wait='30'")
    {
        SessionHarness harness = Offered(configure, attributes);
        held = harness.Send(1, Presence);
        harness.FromServer(Enabled);
        return harness;
    }
}
