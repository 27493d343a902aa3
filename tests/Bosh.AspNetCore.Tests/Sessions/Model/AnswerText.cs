using System.Globalization;
using System.Text.RegularExpressions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>Reads what the start tag of an answer says.</summary>
internal static partial class AnswerText
{
    /// <summary>The stream that an answer names.</summary>
    public static string? StreamOf(string text) => Name().Match(text) is { Success: true } found ? found.Groups["name"].Value : null;

    /// <summary>Whether it ends the session.</summary>
    public static bool EndsSession(string text) => text.StartsWith("<body type='terminate'", StringComparison.Ordinal) && StreamOf(text) is null;

    /// <summary>Whether it ends something, be it the session or a stream.</summary>
    public static bool EndsAny(string text) => text.StartsWith("<body type='terminate'", StringComparison.Ordinal);

    /// <summary>Whether it is the recoverable binding condition.</summary>
    public static bool IsRecoverable(string text) => text.StartsWith("<body type='error'", StringComparison.Ordinal);

    /// <summary>Whether there is nothing in it, but for an acknowledgement of no more than has come.</summary>
    public static bool IsEmpty(string text, long received)
        => Empty().Match(text) is { Success: true } found
            && (!found.Groups["ack"].Success || long.Parse(found.Groups["ack"].ValueSpan, CultureInfo.InvariantCulture) <= received);

    [GeneratedRegex("^<body[^>]* stream='(?<name>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^<body( ack='(?<ack>[0-9]+)')? xmlns='http://jabber.org/protocol/httpbind'/>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Empty();
}
