namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A client in Script Syntax, and the scripted server that it is connected to.</summary>
internal sealed record ScriptSession(BoshApp App, ScriptClient Client, ScriptedConnection Server, ScriptAnswer Creation)
{
    public static async Task<ScriptSession> OpenAsync(BoshApp app, string attributes = BoshClient.Terms)
    {
        var client = new ScriptClient(app);
        var creation = await client.BeginAsync(attributes);
        var connection = await app.Upstream!.AcceptAsync();
        await connection.OpenAsync();
        return new ScriptSession(app, client, connection, client.Join(await ScriptClient.AnswerAsync(creation)));
    }
}
