using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>An answer in Script Syntax (XEP-0252), as a client sees it that runs it.</summary>
internal sealed class ScriptAnswer
{
    public ScriptAnswer(BoshAnswer raw)
    {
        Raw = raw;
        Assert.StartsWith("_BOSH_(\"", raw.Text, StringComparison.Ordinal);
        Assert.EndsWith("\")", raw.Text, StringComparison.Ordinal);

        // Strings of JSON are strings of ECMAScript; a tab is the one character of XML that they must escape.
        var literal = raw.Text["_BOSH_(".Length..^1].Replace("\t", "\\t", StringComparison.Ordinal);
        Text = JsonSerializer.Deserialize<string>(literal)!;
        Body = XElement.Parse(Text, LoadOptions.PreserveWhitespace);
        Assert.Equal(Names.Bosh + "body", Body.Name);
    }

    public BoshAnswer Raw { get; }

    /// <summary>What the function is called with.</summary>
    public string Text { get; }

    public XElement Body { get; }

    public void AssertEmpty() => Assert.True(Body.IsEmpty && Body.Attributes().All(attribute => attribute.IsNamespaceDeclaration), Text);

    public void AssertMessages(params string[] texts)
        => Assert.Equal(texts, Body.Elements(Names.Client + "message").Select(message => message.Element(Names.Client + "body")!.Value), StringComparer.Ordinal);

    public void AssertTerminated(string? condition)
    {
        Assert.Equal(HttpStatusCode.OK, Raw.Status);
        Assert.Equal("terminate", (string?)Body.Attribute("type"));
        Assert.Equal(condition, (string?)Body.Attribute("condition"));
    }
}
