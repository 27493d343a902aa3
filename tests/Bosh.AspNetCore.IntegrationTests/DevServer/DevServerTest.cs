using System.Xml.Linq;
using Bosh.DevServer;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

/// <summary>A server of its own for each test, with the accounts of two lovers.</summary>
public abstract class DevServerTest : IAsyncLifetime
{
    internal const string Password = "r0m30";

    private readonly WarningRecorder _log = new();

    protected DevServerTest() => Server = new XmppDevServer(Options(), _log);

    internal XmppDevServer Server { get; }

    /// <summary>How many warnings and errors the server is to log in this test.</summary>
    internal int ExpectedWarnings { get; set; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().AsTask().WaitAsync(XmppTestClient.Timeout);
        Assert.True(_log.Warnings.Count == ExpectedWarnings, string.Join('\n', _log.Warnings));
        GC.SuppressFinalize(this);
    }

    internal static XmppDevServerOptions Options()
    {
        var options = new XmppDevServerOptions();
        options.Accounts["Juliet"] = Password;
        options.Accounts["romeo"] = Password;
        return options;
    }

    internal static string? ConditionOf(XElement stanza) => stanza
        .Elements().Single(element => element.Name.LocalName is "error")
        .Elements().First(element => element.Name.NamespaceName is "urn:ietf:params:xml:ns:xmpp-stanzas").Name.LocalName;

    internal static string? From(XElement stanza) => (string?)stanza.Attribute("from");

    internal static string? Type(XElement stanza) => (string?)stanza.Attribute("type");
}
