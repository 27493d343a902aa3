using System.Text.RegularExpressions;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A response as it came. Characters count as bytes: bodies read so are ASCII.</summary>
internal sealed record RawResponse(string Head, string Body)
{
    public string StatusLine => Head[..Head.IndexOf('\r', StringComparison.Ordinal)];

    public string Sid => Regex.Match(Body, "sid='(?<sid>[^']*)'", RegexOptions.None, Waiting.Limit).Groups["sid"].Value;

    public string? Header(string name)
    {
        var line = Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line?[(name.Length + 1)..].Trim();
    }
}
