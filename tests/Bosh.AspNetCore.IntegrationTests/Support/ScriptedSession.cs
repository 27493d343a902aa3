using System.Xml.Linq;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A client, and the scripted server that it is connected to.</summary>
internal sealed record ScriptedSession(BoshApp App, BoshClient Client, ScriptedConnection Server, BoshAnswer Creation)
{
    public static Task<ScriptedSession> OpenAsync(BoshApp app, string attributes = BoshClient.Terms)
        => OpenAsync(app, app.Client(), attributes);

    /// <summary>Opens a session in front of a server that does something before anything is said.</summary>
    public static Task<ScriptedSession> OpenAsync(BoshApp app, Func<ScriptedConnection, Task> begin)
        => OpenAsync(app, app.Client(), BoshClient.Terms, begin);

    public static async Task<ScriptedSession> OpenAsync(
        BoshApp app, BoshClient client, string attributes = BoshClient.Terms, Func<ScriptedConnection, Task>? begin = null)
    {
        var before = app.Servers.Seen;
        var creation = await client.BeginAsync(attributes);
        var connection = await app.Upstream!.AcceptAsync();
        await (begin?.Invoke(connection) ?? Task.CompletedTask);
        await connection.OpenAsync();
        await app.Servers.ReachAsync(before + 1);
        return new ScriptedSession(app, client, connection, client.Join(await creation.AnswerAsync()));
    }

    /// <summary>Sends elements from the server, and comes back when the session has them. The session must be the only one.</summary>
    public async Task DeliverAsync(string elements)
    {
        var count = XElement.Parse($"<all>{elements}</all>").Elements().Count();
        var before = App.Servers.Seen;
        await Server.SendAsync(elements);
        await App.Servers.ReachAsync(before + count);
    }

    public Task DeliverMessageAsync(string text) => DeliverAsync(ScriptedConnection.Message(text));
}
